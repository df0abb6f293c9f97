import type { WholeOperation } from '../../completions/operations.js';
import type { CompletionRequest } from '../../port/canonical.js';
import type { NativeResult } from '../../port/native-generate-content.js';
import { NO_USAGE } from '../own-count.js';
import type { AskedContent, GenerateOperation } from './generate-operation.js';
import { toNativeCount } from './request/to-native-request.js';

/** A provider's own answer, and whose count it is. */
interface TokenCount extends NativeResult {
  readonly model: string;
}

/** Asks a provider that counts by itself, in the caller's own words where it speaks this API. */
export function countTokens(
  { own }: AskedContent,
  operation: GenerateOperation,
): WholeOperation<CompletionRequest, TokenCount> {
  return {
    name: 'count_tokens',
    refusal: 'counts no tokens',
    methodOf: (provider) => {
      const { generateContent } = provider;
      const count = provider.countTokens?.bind(provider);
      if (generateContent)
        return async ({ model }, attempt) => ({
          model,
          ...(await generateContent.countTokens(toNativeCount(own, model), attempt)),
        });
      if (!count) return null;
      return async (request, attempt) => {
        const totalTokens = await count(operation.inOtherWords(request, provider), attempt);
        return { model: request.model, body: { totalTokens }, usage: null };
      };
    },
    toSeen: ({ model }) => ({ model, choices: [], usage: NO_USAGE }),
  };
}
