import type { CompletionUsage } from '../port/canonical.js';
import { isTokenCount } from '../port/token-count.js';

/** How many tokens there were, the parts inside of `input` and `output`. A part that was not reported counts as 0. */
export interface TokenCounts {
  readonly input: number;
  readonly cachedInput: number;
  readonly cacheWrite: number;
  /** The part of `cacheWrite` that was written for an hour. */
  readonly cacheWrite1h: number;
  readonly imageInput: number;
  readonly audioInput: number;
  readonly output: number;
  readonly audioOutput: number;
  /** Costs what output costs. */
  readonly reasoningOutput: number;
}

/**
 * The canonical form's own field beside OpenAI's: the part of `cache_write_tokens` that was written to a cache that
 * lives for an hour, in place of the usual lifetime.
 */
type PromptDetails = NonNullable<CompletionUsage['prompt_tokens_details']> & {
  readonly cache_write_1h_tokens?: number;
};

/**
 * The counts of canonical usage that have prices, in tokens. `null` = the input or the output was not reported, a count
 * is none (`isTokenCount`), or the parts are larger than the whole: of such no cost is told. Never throws.
 */
export function toTokenCounts(usage: CompletionUsage): TokenCounts | null {
  const prompt: PromptDetails | undefined = usage.prompt_tokens_details;
  const counts = {
    input: usage.prompt_tokens,
    cachedInput: prompt?.cached_tokens ?? 0,
    cacheWrite: prompt?.cache_write_tokens ?? 0,
    cacheWrite1h: prompt?.cache_write_1h_tokens ?? 0,
    imageInput: prompt?.image_tokens ?? 0,
    audioInput: prompt?.audio_tokens ?? 0,
    output: usage.completion_tokens,
    audioOutput: usage.completion_tokens_details?.audio_tokens ?? 0,
    reasoningOutput: usage.completion_tokens_details?.reasoning_tokens ?? 0,
  };
  const isCounted =
    isTokenCount(counts.input) &&
    isTokenCount(counts.output) &&
    isTokenCount(counts.cachedInput) &&
    isTokenCount(counts.cacheWrite) &&
    isTokenCount(counts.cacheWrite1h) &&
    isTokenCount(counts.imageInput) &&
    isTokenCount(counts.audioInput) &&
    isTokenCount(counts.audioOutput) &&
    isTokenCount(counts.reasoningOutput);
  return isCounted && isWithin(counts) ? counts : null;
}

function isWithin(counts: TokenCounts): boolean {
  return (
    counts.cachedInput + counts.cacheWrite <= counts.input &&
    counts.cacheWrite1h <= counts.cacheWrite &&
    counts.imageInput + counts.audioInput <= counts.input &&
    counts.audioOutput <= counts.output &&
    counts.reasoningOutput <= counts.output
  );
}
