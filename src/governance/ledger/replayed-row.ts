import type { Spender } from '../budgets/spender.js';
import type { ReplayedCall } from './replayed-call.js';
import type { LedgerOutcome } from './ledger-outcomes.js';
import { uncountedRow } from './refused-row.js';
import type { ClosedRow, OpenRow } from './call-writer.js';

interface ReplayRowOptions {
  readonly id: string;
  readonly node: string;
  readonly spender: Spender;
}

/** The beginning of a call that no provider is asked for. */
export function openReplayRow(
  { requestId, origin, atMs, source }: ReplayedCall,
  { id, node, spender }: ReplayRowOptions,
): OpenRow {
  const { provider, modelAsked, modelSent, operation, isStream } = source;
  return {
    id,
    node,
    request_id: requestId,
    trace_id: origin.trace?.traceId ?? null,
    session: origin.session,
    started_at: atMs,
    key_id: spender.key,
    user_name: spender.user,
    team_name: spender.team,
    tags: Object.keys(spender.tags).length > 0 ? JSON.stringify(spender.tags) : null,
    client: spender.client,
    surface: origin.surface,
    route: source.route,
    provider,
    model_asked: modelAsked,
    model_sent: modelSent,
    operation,
    is_stream: isStream ? 1 : 0,
    is_replay: 1,
    outcome: 'pending' satisfies LedgerOutcome,
    reserved: '0',
    windows: null,
  };
}

/** Its end, where what was kept is given again: it cost nothing. */
export function replayedRow(
  open: OpenRow,
  { source: { modelSent, modelAnswered, finishReason }, status }: ReplayedCall,
  endedMs: number,
): ClosedRow {
  return {
    ...uncountedRow(open, endedMs),
    model_sent: modelSent,
    model_answered: modelAnswered,
    outcome: 'ok' satisfies LedgerOutcome,
    finish_reason: finishReason,
    status,
    error_code: null,
  };
}
