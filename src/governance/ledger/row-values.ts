import type { AttemptRow, ClosedRow, OpenRow } from './call-writer.js';

// Rows in JSON, as the journal has them and the statements take them: lists in the order of their columns, without the
// brackets. Name by name: found one by one in a list of names, they take several times as long.

/** In the order of `RENEWED_COLUMNS`. */
export function renewedValues(row: OpenRow): string {
  return inside([row.id, row.provider, row.model_sent, row.outcome, row.reserved]);
}

/** In the order of `LASTING_COLUMNS`. */
export function lastingValues(row: OpenRow): string {
  return `${inside([row.node, row.request_id, row.trace_id, row.session, row.started_at])},${fromKeyOn(row)}`;
}

/** The latest beginnings, one of each key, with what calls of a key have in common. */
const lastOfKeys = new Map<OpenRow['key_id'], { readonly row: OpenRow; readonly values: string }>();
/** Of so many keys. */
const MOST_KEYS = 1_000;
const MOST_KEPT_LENGTH = 4_096;

/** From `key_id` on, most calls of a key say the same. */
function fromKeyOn(row: OpenRow): string {
  const last = lastOfKeys.get(row.key_id);
  if (last && isAlikeFromKeyOn(last.row, row)) return last.values;
  const values = inside([
    row.key_id,
    row.user_name,
    row.team_name,
    row.tags,
    row.client,
    row.surface,
    row.route,
    row.model_asked,
    row.operation,
    row.is_stream,
    row.is_replay,
    row.windows,
  ]);
  // a model may be named by a text of any length
  if (values.length > MOST_KEPT_LENGTH) return values;
  if (lastOfKeys.size >= MOST_KEYS) lastOfKeys.clear();
  lastOfKeys.set(row.key_id, { row, values });
  return values;
}

function isAlikeFromKeyOn(one: OpenRow, other: OpenRow): boolean {
  return (
    one.user_name === other.user_name &&
    one.team_name === other.team_name &&
    one.tags === other.tags &&
    one.client === other.client &&
    one.surface === other.surface &&
    one.route === other.route &&
    one.model_asked === other.model_asked &&
    one.operation === other.operation &&
    one.is_stream === other.is_stream &&
    one.is_replay === other.is_replay &&
    one.windows === other.windows
  );
}

/** In the order of `CLOSING`. */
export function closedValues(row: ClosedRow): string {
  return inside([
    row.ended_at,
    row.provider,
    row.provider_key,
    row.model_sent,
    row.model_answered,
    row.input_tokens,
    row.cache_read_tokens,
    row.cache_write_tokens,
    row.output_tokens,
    row.reasoning_tokens,
    row.audio_tokens,
    row.total_tokens,
    row.is_estimated,
    row.cost,
    row.cost_source,
    row.provider_cost,
    row.computed_cost,
    row.price_version,
    row.outcome,
    row.finish_reason,
    row.status,
    row.error_code,
    row.first_token_ms,
    row.duration_ms,
    row.overhead_ms,
    row.reserved,
    row.detail,
    row.id,
  ]);
}

/** In the order of `ATTEMPT_COLUMNS`. */
export function attemptValues(row: AttemptRow): string {
  return inside([
    row.call_id,
    row.position,
    row.provider,
    row.provider_key,
    row.model_sent,
    row.outcome,
    row.error_code,
    row.input_tokens,
    row.cache_read_tokens,
    row.cache_write_tokens,
    row.output_tokens,
    row.reasoning_tokens,
    row.audio_tokens,
    row.total_tokens,
    row.cost,
    row.duration_ms,
  ]);
}

function inside(values: readonly (string | number | null)[]): string {
  return JSON.stringify(values).slice(1, -1);
}
