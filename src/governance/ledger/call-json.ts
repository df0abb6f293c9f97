import { formatPicoUsd } from '../../common/pico-usd.js';
import { toAttemptDetailJson, toDetailJson, type CallDetail } from './call-detail.js';
import { CLOSED_COLUMNS, OPEN_COLUMNS } from './ledger-columns.js';
import type { AttemptRow, CallRow, FoundCall } from './ledger-reader.js';

/** A call as administrators, and callers of their own, are shown it. */
export function toCallJson({ call, attempts }: FoundCall) {
  const detail = call.detail === null ? null : (JSON.parse(call.detail) as CallDetail);
  const shown = attempts.length > 0 ? attempts.map(toAttempt) : ownAttempt(call, detail);
  return {
    id: call.id,
    request_id: call.request_id,
    trace_id: call.trace_id,
    session: call.session,
    started_at: toTime(call.started_at),
    ended_at: toTime(call.ended_at),
    key: call.key_id,
    user: call.user_name,
    team: call.team_name,
    tags: call.tags === null ? {} : (JSON.parse(call.tags) as Record<string, string>),
    client: call.client,
    surface: call.surface,
    route: call.route,
    provider: call.provider,
    provider_key: call.provider_key,
    model_asked: call.model_asked,
    model_sent: call.model_sent,
    model_answered: call.model_answered,
    operation: call.operation,
    stream: call.is_stream === 1,
    idempotent_replay: call.is_replay === 1,
    tokens: { ...toTokens(call), estimated: call.is_estimated === 1 },
    cost_usd: toUsd(call.cost),
    cost_source: call.cost_source,
    provider_cost_usd: toUsd(call.provider_cost),
    computed_cost_usd: toUsd(call.computed_cost),
    price_version: call.price_version,
    outcome: call.outcome,
    finish_reason: call.finish_reason,
    status: call.status,
    error_code: call.error_code,
    first_token_ms: rounded(call.first_token_ms),
    duration_ms: rounded(call.duration_ms),
    overhead_ms: rounded(call.overhead_ms),
    ...toDetailJson(detail),
    attempts: shown.map((attempt, position) => ({
      ...attempt,
      ...toAttemptDetailJson(detail, position, call.started_at),
    })),
  };
}

/** A call of nothing: its names are those of each call. */
export function blankCall() {
  const columns = Object.keys({ ...OPEN_COLUMNS, ...CLOSED_COLUMNS }).map((name) => [name, null]);
  const nothing = Object.fromEntries(columns) as CallRow;
  const detail = JSON.stringify({ attempts: [], parts: {} } satisfies CallDetail);
  return toCallJson({ call: { ...nothing, detail }, attempts: [] });
}

/** Columns that calls and attempts both have. */
type AttemptColumn =
  | 'provider'
  | 'provider_key'
  | 'model_sent'
  | 'outcome'
  | 'error_code'
  | 'cost'
  | 'duration_ms'
  | TokenColumn;
type TokenColumn = Extract<keyof AttemptRow, `${string}_tokens`>;

function toAttempt(attempt: Pick<CallRow | AttemptRow, AttemptColumn>) {
  return {
    provider: attempt.provider,
    provider_key: attempt.provider_key,
    model_sent: attempt.model_sent,
    outcome: attempt.outcome,
    error_code: attempt.error_code,
    tokens: toTokens(attempt),
    cost_usd: toUsd(attempt.cost),
    duration_ms: rounded(attempt.duration_ms),
  };
}

/** Of a call that had one attempt, its row tells; one that was not let in, or has not ended, had none. */
function ownAttempt(call: CallRow, detail: CallDetail | null) {
  if (
    detail?.attempts.length === 0 ||
    call.ended_at === null ||
    call.outcome === 'refused' ||
    call.outcome === 'unknown' ||
    call.is_replay === 1
  )
    return [];
  // the call's duration includes the gateway's own time
  const { duration_ms, overhead_ms } = call;
  const upstreamMs = duration_ms === null ? null : duration_ms - (overhead_ms ?? 0);
  return [toAttempt({ ...call, duration_ms: upstreamMs })];
}

function toTokens(row: Pick<CallRow | AttemptRow, TokenColumn>) {
  return {
    input: toCount(row.input_tokens),
    cache_read: toCount(row.cache_read_tokens),
    cache_write: toCount(row.cache_write_tokens),
    output: toCount(row.output_tokens),
    reasoning: toCount(row.reasoning_tokens),
    total: toCount(row.total_tokens),
    audio: toCount(row.audio_tokens),
  };
}

function toUsd(amount: bigint | null): string | null {
  return amount === null ? null : formatPicoUsd(amount);
}

function toCount(value: bigint | null): number | null {
  return value === null ? null : Number(value);
}

function toTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 10) / 10;
}
