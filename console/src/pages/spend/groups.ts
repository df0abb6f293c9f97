/** By what spend can be told apart, with the words for people. */
export const GROUPS = [
  { value: 'model', label: 'Model' },
  { value: 'provider', label: 'Provider' },
  { value: 'key', label: 'Key' },
  { value: 'user', label: 'User' },
  { value: 'team', label: 'Team' },
  { value: 'client', label: 'Program' },
  { value: 'session', label: 'Session' },
  { value: 'surface', label: 'API' },
  { value: 'outcome', label: 'Outcome' },
] as const;

/** The word for people; a tag is called as it is. */
export function labelOf(group: string): string {
  return GROUPS.find(({ value }) => value === group)?.label ?? group;
}

/** The same within a sentence. */
export function wordOf(group: string): string {
  const label = labelOf(group);
  return label === 'API' ? label : label.replace(/^[A-Z]/, (first) => first.toLowerCase());
}

const TAG = /^tag\.[A-Za-z0-9_.-]{1,64}$/;

/** @returns `fallback` for what is no group. */
export function groupIn(text: string | null, fallback: string): string {
  const isKnown = text !== null && (TAG.test(text) || GROUPS.some(({ value }) => value === text));
  return isKnown ? text : fallback;
}

/** From when on, in days before today. */
export const PERIODS = [
  { value: '1', label: 'Today' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
] as const;

/** The first day of a period, YYYY-MM-DD in UTC. */
export function firstDayOf(days: string, nowMs: number): string {
  return new Date(nowMs - (Number(days) - 1) * 86_400_000).toISOString().slice(0, 10);
}
