import type { GatewayError } from '../../common/errors.js';
import type { LedgerOutcome } from './ledger-outcomes.js';
import type { ClosedRow, OpenRow } from './call-writer.js';

/** The end of a call that was not let in: it cost nothing. */
export function refusedRow(
  open: OpenRow,
  { error, status }: { readonly error: GatewayError; readonly status: number },
  endedMs: number,
): ClosedRow {
  return {
    ...uncountedRow(open, endedMs),
    outcome: 'refused' satisfies LedgerOutcome,
    status,
    error_code: error.code,
  };
}

type Ending = 'outcome' | 'status' | 'error_code';

/** The end of a call that no provider was asked for, but for how it ended. */
export function uncountedRow(open: OpenRow, endedMs: number): Omit<ClosedRow, Ending> {
  return {
    id: open.id,
    ended_at: endedMs,
    provider: open.provider,
    provider_key: null,
    model_sent: null,
    model_answered: null,
    input_tokens: null,
    cache_read_tokens: null,
    cache_write_tokens: null,
    output_tokens: null,
    reasoning_tokens: null,
    audio_tokens: null,
    total_tokens: null,
    is_estimated: 0,
    cost: '0',
    cost_source: null,
    provider_cost: null,
    computed_cost: null,
    price_version: null,
    finish_reason: null,
    first_token_ms: null,
    duration_ms: Math.max(0, endedMs - Number(open.started_at)),
    overhead_ms: null,
    reserved: '0',
    detail: null,
  };
}
