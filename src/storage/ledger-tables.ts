/** A call: written when it begins, and again when it ends. Money in 10^-12 US dollars, times in ms since 1970. */
export interface CallsTable {
  /** Grows with time. */
  id: string;
  node: string;
  request_id: string;
  trace_id: string | null;
  session: string | null;
  started_at: number;
  /** `null` = it has not. */
  ended_at: number | null;
  key_id: string | null;
  user_name: string | null;
  team_name: string | null;
  /** JSON: names and values. */
  tags: string | null;
  client: string | null;
  surface: string | null;
  route: string | null;
  provider: string;
  provider_key: string | null;
  model_asked: string;
  model_sent: string | null;
  model_answered: string | null;
  operation: string;
  is_stream: number;
  /** 1 = it was answered by what was kept for its Idempotency-Key. */
  is_replay: number | null;
  input_tokens: bigint | null;
  cache_read_tokens: bigint | null;
  cache_write_tokens: bigint | null;
  output_tokens: bigint | null;
  reasoning_tokens: bigint | null;
  audio_tokens: bigint | null;
  total_tokens: bigint | null;
  is_estimated: number | null;
  /** `null` = not known. */
  cost: bigint | null;
  cost_source: string | null;
  provider_cost: bigint | null;
  computed_cost: bigint | null;
  price_version: string | null;
  outcome: string;
  finish_reason: string | null;
  status: number | null;
  error_code: string | null;
  first_token_ms: number | null;
  duration_ms: number | null;
  overhead_ms: number | null;
  reserved: bigint;
  /** JSON: the windows of budgets in which it is reserved. */
  windows: string | null;
  /** JSON: `CallDetail`; `null` = of a call that no provider was asked for, or that an earlier version wrote. */
  detail: string | null;
}

/** An attempt of a call that had several. */
export interface AttemptsTable {
  call_id: string;
  position: number;
  provider: string;
  provider_key: string | null;
  model_sent: string;
  outcome: string;
  error_code: string | null;
  input_tokens: bigint | null;
  cache_read_tokens: bigint | null;
  cache_write_tokens: bigint | null;
  output_tokens: bigint | null;
  reasoning_tokens: bigint | null;
  audio_tokens: bigint | null;
  total_tokens: bigint | null;
  cost: bigint | null;
  duration_ms: number | null;
}

/** Who is at work on a store that several nodes share. */
export interface NodesTable {
  id: string;
  seen_at: number;
  /** 1 = it charges selectors of operators' files that it does not have itself; null = its version does not. */
  charges_selectors: number | null;
  /** JSON: names of selectors in its operator's file; null = its version does not say. */
  file_selectors: string | null;
}

/** What a scope has spent in a period of its budgets. */
export interface SpendTable {
  scope: string;
  per: string;
  start_at: number;
  spent: bigint;
  reserved: bigint;
}

/** What the calls of a day that is over came to, told apart by what they have in common. */
export interface UsageDaysTable {
  /** Days since 1970, in UTC. */
  day: bigint;
  /** What is told apart (`UsageKind`); `null` = all names but `model_asked`, written by the version before. */
  kind: string | null;
  /** Hours since 1970, in UTC. */
  hour: bigint | null;
  session: string | null;
  /** As in a call's own row. */
  tags: string | null;
  model_asked: string | null;
  provider: string | null;
  model_sent: string | null;
  key_id: string | null;
  user_name: string | null;
  team_name: string | null;
  client: string | null;
  surface: string | null;
  outcome: string | null;
  requests: bigint;
  unpriced: bigint;
  /** Millions of 10^-12 dollars, and what is left beside them. */
  cost_high: bigint;
  cost_low: bigint;
  input_tokens: bigint | null;
  cache_read_tokens: bigint | null;
  cache_write_tokens: bigint | null;
  output_tokens: bigint | null;
  reasoning_tokens: bigint | null;
  audio_tokens: bigint | null;
  total_tokens: bigint | null;
}

/** How many streams of a day that is over took so long until their first token. */
export interface FirstTokenDaysTable {
  /** Days since 1970, in UTC. */
  day: bigint;
  /** Of a millisecond; whole milliseconds from ten on. */
  tenths: bigint;
  streams: bigint;
}

/** Days whose sums are in `usage_days`, or will be; one is taken off when a row of it is written. */
export interface RolledDaysTable {
  day: bigint;
  marked_at: number;
  /** 4 = the sums hold; 3, 2 and 1 = so do those of versions before; 5 = it is summed. */
  is_done: number;
  /** 1 = they tell tokens of sound; null = they are of a version before. */
  has_audio: number | null;
}
