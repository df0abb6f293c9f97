import type { ModelRequest } from '../port/canonical.js';
import type { CallContext } from './call-context.js';
import { outcomeOf } from './call-ends.js';
import type { CompletionCall } from './completion-call.js';
import { totalOf } from './call-total.js';
import type { CallReport, FallbackReport } from './completion-outcome.js';

/** What is known of a call at its end, by its good answer or by its error. */
export type CallEnd = Pick<
  CallReport,
  'error' | 'providerModel' | 'responseId' | 'finishReason' | 'characters' | 'isRetryRefused'
>;

/** What led to it. */
export interface EndedCall extends Readonly<
  Pick<CallReport, 'attempts' | 'fallbacks' | 'refusedAdditions' | 'startedAtMs' | 'warnings'>
> {
  readonly operation: CallReport['operation'];
  readonly isStream: boolean;
  readonly waitedMs: number;
  readonly limitHeaders: CallReport['limitHeaders'];
  /** Left out, or `null` = nobody limits it, it was not let in, or its answer has told them. */
  readonly roomHeaders?: CallReport['roomHeaders'] | null;
  readonly affinity: CallReport['affinity'];
  /** Who answered, was asked last or would have been, by its name in the route. */
  readonly asked: Pick<FallbackReport, 'providerId' | 'model'>;
}

/** As streams are read; what is no word may be what no store, log or table takes. */
const WORD = /^[A-Za-z0-9_-]{1,40}$/;

/** Whatever type it says: a pattern would take the one word of a list for a text. */
function isWord(reason: unknown): boolean {
  return typeof reason === 'string' && WORD.test(reason);
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
    warnings,
    waitedMs,
    limitHeaders,
    roomHeaders,
    affinity,
    asked,
    startedAtMs,
  }: EndedCall,
  call: CompletionCall<ModelRequest>,
  { requestId, callerId, origin }: Pick<CallContext, 'requestId' | 'callerId' | 'origin'>,
): CallReport {
  const last = attempts.at(-1);
  const { error, providerModel, responseId, finishReason, characters, isRetryRefused } = end;
  const { usage, isUsageEstimated, cost } = totalOf(attempts);
  // One by one: spread, they took a tenth of what a call costs; and V8 defines each field behind a spread by its name.
  const report: { -readonly [Name in keyof CallReport]: CallReport[Name] } = {
    error,
    providerModel,
    responseId,
    finishReason: isWord(finishReason) ? finishReason : null,
    characters,
    isRetryRefused,
    usage,
    isUsageEstimated,
    cost,
    requestId,
    origin: origin ?? null,
    startedAtMs,
    routeId: call.routeId,
    providerId: asked.providerId,
    targetModel: asked.model,
    model: call.request.model,
    operation,
    isStream,
    outcome: error === null ? 'finished' : outcomeOf(error),
    attempts: attempts.slice(),
    fallbacks: fallbacks.slice(),
    warnings,
    refusedAdditions: refusedAdditions.slice(),
    waitedMs,
    limitHeaders,
    affinity,
    upstreamMs: last ? attempts.reduce((sum, { upstreamMs }) => sum + upstreamMs, 0) : null,
    firstPartMs: last?.firstPartMs ?? null,
    firstTokenMs: last?.firstTokenMs ?? null,
  };
  if (callerId) report.callerId = callerId;
  if (roomHeaders) report.roomHeaders = roomHeaders;
  return report;
}
