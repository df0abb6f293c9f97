import type { Spender } from '../budgets/spender.js';
import type { ReplayedCall } from './replayed-call.js';
import type { LedgerOutcome } from './ledger-rows.js';
import { uncountedRow } from './refused-row.js';
import type { ClosedRow, OpenRow } from './call-writer.js';

interface ReplayRowOptions {
  readonly id: string;
  readonly node: string;
  readonly spender: Spender;
  readonly endedMs: number;
}

/** A call that no provider was asked for, from its beginning to its end: it cost nothing. */
export function replayedRows(
  { requestId, origin, atMs, status, source }: ReplayedCall,
  { id, node, spender, endedMs }: ReplayRowOptions,
): { readonly open: OpenRow; readonly closed: ClosedRow } {
  const { provider, modelAsked, modelSent, modelAnswered, operation, isStream, finishReason } = source;
  const open: OpenRow = {
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
  const closed: ClosedRow = {
    ...uncountedRow(open, endedMs),
    model_sent: modelSent,
    model_answered: modelAnswered,
    outcome: 'ok' satisfies LedgerOutcome,
    finish_reason: finishReason,
    status,
    error_code: null,
  };
  return { open, closed };
}
