/** A time as a field of type datetime-local has it: YYYY-MM-DDThh:mm, where whoever looks is. '' = none, or no time. */
export function toLocalTime(time: string | null | undefined): string {
  const ms = Date.parse(time ?? '');
  if (Number.isNaN(ms)) return '';
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What such a field has, as the API takes it; '' = none. */
export function fromLocalTime(text: string): string {
  return text === '' ? '' : new Date(text).toISOString();
}
