import type { WholeOperation } from '../../completions/operations.js';
import type { CompletionRequest } from '../../port/canonical.js';
import { NO_USAGE } from '../own-count.js';
import type { MessagesOperation } from './messages-operation.js';

/** How many tokens a request has, by the model that would read them. */
export interface TokenCount {
  readonly model: string;
  readonly tokens: number;
}

/** Asks a provider that counts by itself, in the caller's own words where it speaks this API. */
export function countTokens(asked: MessagesOperation): WholeOperation<CompletionRequest, TokenCount> {
  return {
    name: 'count_tokens',
    refusal: 'counts no tokens',
    methodOf: (provider) => {
      const { messages } = provider;
      const own = messages?.countTokens?.bind(messages);
      const count = provider.countTokens?.bind(provider);
      if (!own && !count) return null;
      return async (request, attempt) => ({
        model: request.model,
        tokens: own
          ? await own(asked.native(request), attempt)
          : await count!(asked.translated(request, provider), attempt),
      });
    },
    toSeen: ({ model }) => ({ model, choices: [], usage: NO_USAGE }),
  };
}
