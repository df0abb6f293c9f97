import type { ModelRequest } from '../port/canonical.js';
import type { LlmProvider } from '../port/llm-provider.js';
import type { CompletionCall, CompletionLimits } from './completion-call.js';

/** How long a call has from its first attempt on, in milliseconds. */
export interface CallTime {
  readonly timeoutMs: number;
  /** It is the caller who allows no more. */
  readonly isCallers: boolean;
  /** Of an attempt at a provider without a total time of its own; `null` = no less than the call has. */
  readonly commonTotalMs: number | null;
}

/**
 * The caller's own time, or that of gateway and operator where it is shorter.
 * @param callersMs left to the caller as the first attempt begins; `null` = it did not say.
 */
export function callTimeOf(
  call: CompletionCall<ModelRequest>,
  callersMs: number | null,
  { totalTimeoutMs }: CompletionLimits,
): CallTime {
  let totalMs = totalTimeoutMs;
  for (const { provider } of call.targets) totalMs = Math.max(totalMs, longestTotalMs(provider));
  const isCallers = callersMs !== null && callersMs <= totalMs;
  return {
    timeoutMs: isCallers ? callersMs : totalMs,
    isCallers,
    commonTotalMs: totalMs > totalTimeoutMs ? totalTimeoutMs : null,
  };
}

/** The longest that the operator gave to one of its models; 0 = none has a time of its own. */
function longestTotalMs({ settings: { modelTimeouts, timeouts } }: LlmProvider): number {
  let longestMs = timeouts?.totalMs ?? 0;
  if (modelTimeouts) for (const { totalMs = 0 } of modelTimeouts) longestMs = Math.max(longestMs, totalMs);
  return longestMs;
}

/** How long one attempt may take, in milliseconds. */
export interface AnswerTimes {
  /** To the first word of a stream. */
  readonly firstTokenMs: number;
  /** Between two words of a stream. */
  readonly gapMs: number;
  /** To the end of the answer, as the operator gave it to the provider or its model; `null` = no time of its own. */
  readonly ownTotalMs: number | null;
}

/**
 * Times of the model before those of the provider, and those before the gateway's.
 * @param model by its name at the provider.
 */
export function answerTimesOf(
  { settings: { modelTimeouts, timeouts } }: LlmProvider,
  model: string,
  limits: CompletionLimits,
): AnswerTimes {
  const own = modelTimeouts?.find(({ matches }) => matches.test(model));
  return {
    firstTokenMs: own?.firstTokenMs ?? timeouts?.firstTokenMs ?? limits.firstTokenTimeoutMs,
    gapMs: timeouts?.idleMs ?? limits.chunkGapTimeoutMs,
    ownTotalMs: own?.totalMs ?? timeouts?.totalMs ?? null,
  };
}

/** While there is another target to ask, an answer has to begin within half of the time that is left. */
export function shareOf(leftMs: number): number {
  return Math.ceil(leftMs / 2);
}
