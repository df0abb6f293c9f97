/** By what usage can be told apart; `tag.<name>` besides. */
export const USAGE_GROUPS = [
  'hour',
  'day',
  'model',
  'provider',
  'key',
  'user',
  'team',
  'client',
  'session',
  'surface',
  'outcome',
] as const;

/** The name of a tag in a group, such as `tag.project`. */
const TAG = /^tag\.([A-Za-z0-9_.-]{1,64})$/;

export function isUsageGroup(name: string): boolean {
  return (USAGE_GROUPS as readonly string[]).includes(name) || TAG.test(name);
}

/** What sums of days can be told apart by. */
export function isOfDays(group: string): boolean {
  return group !== 'hour' && group !== 'session' && tagIn(group) === null;
}

/** `null` = the group is none of a tag. */
export function tagIn(group: string): string | null {
  return TAG.exec(group)?.[1] ?? null;
}
