import type { ModelRequest } from '../port/canonical.js';
import type { CallContext } from './call-context.js';
import { outcomeOf } from './call-ends.js';
import type { CallHistory } from './call-history.js';
import type { CompletionCall } from './completion-call.js';
import { totalOf } from './call-total.js';
import type { CallReport, FallbackReport } from './completion-outcome.js';

/** What is known of a call at its end, by its good answer or by its error. */
export type CallEnd = Pick<
  CallReport,
  'error' | 'providerModel' | 'finishReason' | 'characters' | 'isRetryRefused'
>;

/** What led to it. */
export interface EndedCall extends Pick<CallHistory, 'attempts' | 'fallbacks' | 'refusedAdditions'> {
  readonly operation: CallReport['operation'];
  readonly isStream: boolean;
  readonly waitedMs: number;
  readonly limitHeaders: CallReport['limitHeaders'];
  readonly affinity: CallReport['affinity'];
  /** Who answered, was asked last or would have been, by its name in the route. */
  readonly asked: Pick<FallbackReport, 'providerId' | 'model'>;
}

/**
 * The one report of a call: usage and cost are the sums over its attempts, target and provider those of the last
 * one.
 */
export function toCallReport(
  end: CallEnd,
  {
    operation,
    isStream,
    attempts,
    fallbacks,
    refusedAdditions,
    waitedMs,
    limitHeaders,
    affinity,
    asked,
  }: EndedCall,
  call: CompletionCall<ModelRequest>,
  { requestId }: Pick<CallContext, 'requestId'>,
): CallReport {
  const last = attempts.at(-1);
  return {
    ...end,
    ...totalOf(attempts),
    requestId,
    routeId: call.routeId,
    providerId: asked.providerId,
    targetModel: asked.model,
    model: call.request.model,
    operation,
    isStream,
    outcome: end.error === null ? 'finished' : outcomeOf(end.error),
    attempts: [...attempts],
    fallbacks: [...fallbacks],
    refusedAdditions: [...refusedAdditions],
    waitedMs,
    limitHeaders,
    affinity,
    upstreamMs: last ? attempts.reduce((sum, { upstreamMs }) => sum + upstreamMs, 0) : null,
    firstPartMs: last?.firstPartMs ?? null,
    firstTokenMs: last?.firstTokenMs ?? null,
  };
}
