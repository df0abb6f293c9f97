import type { CallFilter } from './call-filters.js';
import { ALL, HOURS, TAGGED_HOURS, type HourName, type UsageKind } from './usage-sums.js';

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

/** More would take the gateway too much memory: a row is about 4 KB while it is made into an answer. */
export const MOST_USAGE_ROWS = 50_000;
/** So many of the dearest are told where there are more than that, and what all others come to. */
export const DEAREST_USAGE_ROWS = 1_000;

/** The name of a tag in a group, such as `tag.project`. */
const TAG = /^tag\.([A-Za-z0-9_.-]{1,64})$/;

export function isUsageGroup(name: string): boolean {
  return (USAGE_GROUPS as readonly string[]).includes(name) || TAG.test(name);
}

/** By groups and filters of a report, the name that its sums of hours have to tell apart. */
const OF_HOURS: Readonly<Record<string, HourName>> = {
  provider: 'model',
  model: 'model',
  key: 'key',
  user: 'user',
  team: 'team',
  client: 'client',
  surface: 'surface',
};

/** The kind of sums of days that answers a report. */
export function kindOf(groups: readonly string[], filter: CallFilter): UsageKind {
  const isByHour = groups.includes('hour');
  const isBySession = groups.includes('session');
  const isByTag = groups.some((group) => tagIn(group) !== null);
  if (isBySession) return isByHour || isByTag ? ALL : 'session';
  if (!isByHour) return isByTag ? 'tags' : 'day';
  const filtered = Object.keys(OF_HOURS).filter(
    (name) => (filter[name as keyof CallFilter] ?? null) !== null,
  );
  const names = new Set([...groups, ...filtered].flatMap((name) => OF_HOURS[name] ?? []));
  if (isByTag) return names.size > 0 ? TAGGED_HOURS : 'hour:tags';
  return names.size > 1 ? HOURS : `hour:${[...names][0] ?? 'surface'}`;
}

/** `null` = the group is none of a tag. */
export function tagIn(group: string): string | null {
  return TAG.exec(group)?.[1] ?? null;
}
