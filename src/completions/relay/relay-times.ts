import type { LlmProvider } from '../../port/llm-provider.js';
import { answerTimesOf, callTimeOf, shareOf, type AnswerTimes } from '../call-time.js';
import type { CompletionCall, CompletionLimits } from '../completion-call.js';

/**
 * When the usual way takes a call over that is late, in milliseconds from its first attempt on: it has the same times, and
 * says which of them has passed.
 */
export interface RelayTimes extends AnswerTimes {
  /** To the end of the answer. */
  readonly totalMs: number;
  /** To its beginning, while there may be another target to ask. */
  readonly shareMs: number;
}

interface Asked {
  readonly provider: LlmProvider;
  /** By its name at the provider. */
  readonly model: string;
  /** To the caller, in milliseconds; `null` = it did not say. */
  readonly leftMs: number | null;
}

export function relayTimesOf(
  call: CompletionCall,
  { provider, model, leftMs }: Asked,
  limits: CompletionLimits,
): RelayTimes {
  const times = answerTimesOf(provider, model, limits);
  const { timeoutMs } = callTimeOf(call, leftMs, limits);
  return {
    ...times,
    totalMs: Math.min(times.ownTotalMs ?? limits.totalTimeoutMs, timeoutMs),
    shareMs: call.targets.length > 1 ? shareOf(timeoutMs) : Infinity,
  };
}
