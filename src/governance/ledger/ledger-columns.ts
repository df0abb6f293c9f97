/** Columns that a call has from its beginning, and that its end says anew. */
export const RENEWED_COLUMNS = {
  id: 'text',
  provider: 'text',
  model_sent: 'text',
  outcome: 'text',
  /** 10^-12 US dollars. */
  reserved: 'bigint',
} as const;

/** Columns that stay as they are from the beginning of a call. */
export const LASTING_COLUMNS = {
  node: 'text',
  request_id: 'text',
  trace_id: 'text',
  session: 'text',
  started_at: 'double precision',
  key_id: 'text',
  user_name: 'text',
  team_name: 'text',
  /** JSON. */
  tags: 'text',
  client: 'text',
  surface: 'text',
  route: 'text',
  model_asked: 'text',
  operation: 'text',
  is_stream: 'integer',
  /** 1 = it was answered by what was kept for its Idempotency-Key. */
  is_replay: 'integer',
  /** JSON: the windows of budgets in which it is reserved. */
  windows: 'text',
} as const;

/** SQL types of the columns of `calls`, by name: one list for the schema, for what is written and for what is read. */
export const OPEN_COLUMNS = { ...RENEWED_COLUMNS, ...LASTING_COLUMNS } as const;

/**
 * SQL: a call that is found by its id has not ended. Said so that PostgreSQL does not look for it in the index of open
 * calls: there it would read an entry of each that was made, until it is swept.
 */
export const IS_OPEN = `calls.outcome is not distinct from 'pending'`;

/** What is known at the end of a call. */
export const CLOSED_COLUMNS = {
  ended_at: 'double precision',
  provider: 'text',
  provider_key: 'text',
  model_sent: 'text',
  model_answered: 'text',
  input_tokens: 'bigint',
  cache_read_tokens: 'bigint',
  cache_write_tokens: 'bigint',
  output_tokens: 'bigint',
  reasoning_tokens: 'bigint',
  audio_tokens: 'bigint',
  total_tokens: 'bigint',
  is_estimated: 'integer',
  /** 10^-12 US dollars, as the other costs; null = not known. */
  cost: 'bigint',
  cost_source: 'text',
  provider_cost: 'bigint',
  computed_cost: 'bigint',
  price_version: 'text',
  outcome: 'text',
  finish_reason: 'text',
  status: 'integer',
  error_code: 'text',
  first_token_ms: 'double precision',
  duration_ms: 'double precision',
  overhead_ms: 'double precision',
  reserved: 'bigint',
  /** JSON. */
  detail: 'text',
} as const;

/** An attempt of a call that had several; one that had one is told by the call's own row. */
export const ATTEMPT_COLUMNS = {
  call_id: 'text',
  position: 'integer',
  provider: 'text',
  provider_key: 'text',
  model_sent: 'text',
  outcome: 'text',
  error_code: 'text',
  input_tokens: 'bigint',
  cache_read_tokens: 'bigint',
  cache_write_tokens: 'bigint',
  output_tokens: 'bigint',
  reasoning_tokens: 'bigint',
  audio_tokens: 'bigint',
  total_tokens: 'bigint',
  cost: 'bigint',
  duration_ms: 'double precision',
} as const;

/** What a scope has spent in a period. */
export const SPEND_COLUMNS = {
  scope: 'text',
  per: 'text',
  start_at: 'double precision',
  spent: 'bigint',
} as const;

type SqlType = 'text' | 'integer' | 'bigint' | 'double precision';
export type Columns = Readonly<Record<string, SqlType>>;

/** A row as it is written: money and other wide numbers as text, since JSON has no such numbers. */
export type WrittenRow<C extends Columns> = { readonly [Name in keyof C]: string | number | null };
