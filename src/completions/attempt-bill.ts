import type { GatewayError } from '../common/errors.js';
import type { CompletionUsage, ModelRequest } from '../port/canonical.js';
import { estimateUsage } from '../port/estimate-usage.js';
import type { LlmProvider } from '../port/llm-provider.js';
import { tierBilledApart } from '../port/service-tier.js';
import { isTokenCount } from '../port/token-count.js';
import { priceAnswer } from './answer-cost.js';
import type { AttemptBill } from './completion-outcome.js';
import { sizeOf } from './request-size.js';
import type { SeenAnswer } from './seen-answer.js';

/** An attempt that is over. */
export interface BilledAttempt {
  readonly provider: Pick<LlmProvider, 'definition' | 'settings'>;
  /** As the provider was asked. */
  readonly request: ModelRequest;
  readonly seen: SeenAnswer;
  /** `null` = it was answered well. */
  readonly error: GatewayError | null;
  /** When the call was made, in milliseconds since the Unix epoch. */
  readonly atMs: number;
}

const NOTHING_COUNTED: AttemptBill = Object.freeze({
  usage: null,
  reportedUsage: null,
  isUsageEstimated: false,
  cost: Object.freeze({ usd: '0', source: null }),
  parts: null,
});

/**
 * What an attempt costs, however it ended: what was reported until then, with an estimate for what was not. Why a
 * failure costs something, and which does not: docs/adr/0014-what-a-failed-call-costs.md.
 */
export function billOf({ provider, request, seen, error, atMs }: BilledAttempt): AttemptBill {
  const { definition } = provider;
  const reportedUsage = seen.usage;
  if (error !== null && reportedUsage === null && !seen.hasWords && hasCountedNothing(error))
    return NOTHING_COUNTED;
  const isLast = error === null && !seen.isCountedEarly;
  const counts = isLast ? reportedUsage : whileItCame(reportedUsage, seen);
  const isEstimated = !isReported(counts);
  const usage = isEstimated ? withEstimate(counts, request, { seen, definition }) : counts;
  const { cost, parts } = priceAnswer(provider, seen.model ?? request.model, usage, atMs, request.model);
  const { usd, source } = cost;
  const isGuess = isEstimated && source === 'price_table';
  return {
    usage,
    reportedUsage,
    isUsageEstimated: isEstimated,
    cost: { usd, source: isGuess ? 'estimate' : source },
    parts,
  };
}

/** It was refused in place of an answer, or never reached. */
function hasCountedNothing({ traits, mayBeBilled, isUncounted }: GatewayError): boolean {
  return !mayBeBilled && (isUncounted || !traits.mayBeCounted);
}

function isReported(usage: CompletionUsage | null): usage is CompletionUsage {
  return isTokenCount(usage?.prompt_tokens) && isTokenCount(usage.completion_tokens);
}

/** Of the counts of request and answer, each that was not reported. */
function withEstimate(
  reported: CompletionUsage | null,
  request: ModelRequest,
  { seen, definition }: { readonly seen: SeenAnswer; readonly definition: LlmProvider['definition'] },
): CompletionUsage {
  const { charactersPerToken } = definition;
  const size = sizeOf(request);
  const estimate = estimateUsage({
    inputCharacters: size.characters,
    outputCharacters: seen.answerCharacters,
    ...(charactersPerToken !== undefined && { charactersPerToken }),
  });
  const { prompt_tokens: told, completion_tokens: toldOfAnswer } = reported ?? {};
  const prompt = isTokenCount(told) ? told : estimate.prompt_tokens + size.tokens;
  const completion = isTokenCount(toldOfAnswer) ? toldOfAnswer : estimate.completion_tokens;
  const counts = { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
  return { ...askedTier(request), ...reported, ...counts };
}

/** Until an answer says by which service it comes, it is the one that was asked for. */
function askedTier(request: ModelRequest): object {
  const { service_tier: asked } = request as ModelRequest & { readonly service_tier?: unknown };
  const tier = tierBilledApart(asked);
  return tier === null ? {} : { service_tier: tier };
}

/** Until an answer has ended, a count of no tokens is from before its first word. */
function whileItCame(reported: CompletionUsage | null, seen: SeenAnswer): CompletionUsage | null {
  if (reported?.completion_tokens !== 0 || seen.answerCharacters === 0) return reported;
  const { completion_tokens: _beforeTheFirstWord, ...others } = reported;
  return others as CompletionUsage;
}
