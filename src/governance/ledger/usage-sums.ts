/**
 * What sums of hours tell apart, one name at a time: with all names at once there may be nearly as many sums as calls.
 */
export const HOUR_NAMES = {
  model: ['provider', 'model_asked', 'model_sent'],
  key: ['key_id'],
  user: ['user_name'],
  team: ['team_name'],
  client: ['client'],
  surface: ['surface'],
} as const;

export type HourName = keyof typeof HOUR_NAMES;

/**
 * What sums of a day tell apart: all names, with sessions, tags or hours beside them or without; or hours, one name or
 * the tags, and how calls ended.
 */
export type UsageKind =
  'day' | 'session' | 'tags' | 'hours' | 'hours:tags' | 'all' | 'hour:tags' | `hour:${HourName}`;

/** Sums of hours with all names, of which others are made. */
export const HOURS = 'hours';
/** The same with tags. */
export const TAGGED_HOURS = 'hours:tags';
/** The same with tags and sessions. */
export const ALL = 'all';
/** So many calls or more to a sum; else sums that tell less apart are kept, or none, and rows are read instead. */
export const CALLS_TO_A_SUM = 4;

/** Kinds that a day may lack though it is summed: they are kept of days that have many calls to each sum. */
export const KINDS_OF_SOME_DAYS: ReadonlySet<UsageKind> = new Set([ALL, TAGGED_HOURS, HOURS]);

/** Kinds that others tell as well. A day has one of those that stand together here, or none. */
const TOLD_BY: { readonly [Kind in UsageKind]?: readonly UsageKind[] } = {
  session: [ALL, 'session'],
  hours: [TAGGED_HOURS, HOURS],
};

/** The kinds of sums that tell what this one does; a day has one of them at most. */
export function kindsThatTell(kind: UsageKind): readonly UsageKind[] {
  return TOLD_BY[kind] ?? [kind];
}

/** `rolled_days.is_done` of a day whose sums of all kinds hold. */
export const SUMMED = 4;
/** `rolled_days.has_audio` of one whose sums tell tokens of sound as well: those of the version before do not. */
export const TELLS_AUDIO = 1;
/** The same while it is summed: nodes of the version before, whose days have the marks 0 to 3, leave it alone. */
export const BEING_SUMMED = 5;

/** Columns of `usage_days`, and what they are of `calls`. Costs come in two parts, so that no sum goes beyond 64 bits. */
export const USAGE_SUMS = {
  names: [
    'provider',
    'model_asked',
    'model_sent',
    'key_id',
    'user_name',
    'team_name',
    'client',
    'surface',
    'outcome',
  ],
  ofCalls: {
    requests: 'count(*)',
    unpriced: "sum(case when cost is null and outcome <> 'pending' then 1 else 0 end)",
    cost_high: 'coalesce(sum(cost / 1000000), 0)',
    cost_low: 'coalesce(sum(cost % 1000000), 0)',
    input_tokens: 'sum(input_tokens)',
    cache_read_tokens: 'sum(cache_read_tokens)',
    cache_write_tokens: 'sum(cache_write_tokens)',
    output_tokens: 'sum(output_tokens)',
    reasoning_tokens: 'sum(reasoning_tokens)',
    // never null: that is of a node of the version before
    audio_tokens: 'coalesce(sum(audio_tokens), 0)',
    total_tokens: 'sum(total_tokens)',
  },
} as const;

/** The same sums, made of finer sums in place of calls. */
export const SUMS_OF_SUMS = Object.fromEntries(
  Object.keys(USAGE_SUMS.ofCalls).map((name) => [name, `sum(${name})`]),
);

/** SQL: tenths of a millisecond until the first token of a stream; whole milliseconds from ten on. */
export const FIRST_TOKEN_TENTHS = `cast(case when first_token_ms < 10
  then round(first_token_ms * 10) else round(first_token_ms) * 10 end as bigint)`;

/** SQL: hours between 1970 and the beginning of a call. */
export const HOUR_OF_CALL = 'cast(floor(started_at / 3600000) as bigint)';

const FAILED = "outcome in ('failed', 'partial', 'unknown')";

/** Which of some calls failed: of rows, and of the sums of days. */
export const FAILED_SUMS = {
  ofCalls: `sum(case when ${FAILED} then 1 else 0 end)`,
  ofDays: `sum(case when ${FAILED} then requests else 0 end)`,
} as const;
