import type { CompletionUsage } from '../port/canonical.js';
import { isTokenCount } from '../port/token-count.js';

/** Tokens as the provider reported them; `null` = it did not. */
export interface UsageCounts {
  readonly prompt_tokens: number | null;
  readonly completion_tokens: number | null;
  readonly total_tokens: number | null;
  readonly cached_tokens: number | null;
  readonly reasoning_tokens: number | null;
}

/** What the provider said, if it is a word; it goes into the answer and the log. */
export function finishReasonOf(value: unknown): string | null {
  return typeof value === 'string' && /^[A-Za-z_-]{1,40}$/.test(value) ? value : null;
}

/** As the provider reported it, also where it does not add up; what it did not report stays `null`. */
export function fromCompletionUsage(usage: CompletionUsage | null): UsageCounts {
  return {
    prompt_tokens: count(usage?.prompt_tokens),
    completion_tokens: count(usage?.completion_tokens),
    total_tokens: count(usage?.total_tokens),
    cached_tokens: count(usage?.prompt_tokens_details?.cached_tokens),
    reasoning_tokens: count(usage?.completion_tokens_details?.reasoning_tokens),
  };
}

function count(value: unknown): number | null {
  return isTokenCount(value) ? value : null;
}
