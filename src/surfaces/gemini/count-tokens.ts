import type { Fields } from '../../common/fields.js';
import type { WholeOperation } from '../../completions/operations.js';
import type { CompletionRequest } from '../../port/canonical.js';
import type { NativeResult } from '../../port/native-generate-content.js';
import { toNativeCount } from './request/to-native-request.js';

/** A provider's own answer, and whose count it is. */
interface TokenCount extends NativeResult {
  readonly model: string;
}

/** Nothing is read or written by a model, and nothing costs anything. */
const NO_USAGE = Object.freeze({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 });

/** Asks a provider that counts by itself, in the caller's own words. */
export function countTokens(own: Fields): WholeOperation<CompletionRequest, TokenCount> {
  return {
    name: 'count_tokens',
    refusal: 'counts no tokens',
    methodOf: ({ generateContent }) =>
      generateContent
        ? async ({ model }, attempt) => ({
            model,
            ...(await generateContent.countTokens(toNativeCount(own, model), attempt)),
          })
        : null,
    toSeen: ({ model }) => ({ model, choices: [], usage: NO_USAGE }),
  };
}
