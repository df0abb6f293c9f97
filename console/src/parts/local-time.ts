/** A time as a field of type datetime-local has it: YYYY-MM-DDThh:mm, where whoever looks is. '' = none, or no time. */
export function toLocalTime(time: string | null | undefined): string {
  const ms = Date.parse(time ?? '');
  if (Number.isNaN(ms)) return '';
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The last time that such a field takes: a year of five digits is none that the API knows. */
export const LAST_LOCAL_TIME = '9999-12-31T23:59';

/** What such a field has, as the API takes it; '' = none, or no time. */
export function fromLocalTime(text: string): string {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}
