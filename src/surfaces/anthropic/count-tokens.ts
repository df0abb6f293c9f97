import type { WholeOperation } from '../../completions/operations.js';
import type { CompletionRequest } from '../../port/canonical.js';
import type { MessagesOperation } from './messages-operation.js';

/** How many tokens a request has, by the model that would read them. */
export interface TokenCount {
  readonly model: string;
  readonly tokens: number;
}

/** Nothing is read or written by a model, and nothing costs anything. */
const NO_USAGE = Object.freeze({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 });

/** Asks a provider that counts by itself, in the caller's own words. */
export function countTokens(asked: MessagesOperation): WholeOperation<CompletionRequest, TokenCount> {
  return {
    name: 'count_tokens',
    refusal: 'counts no tokens',
    methodOf: ({ messages }) => {
      const count = messages?.countTokens?.bind(messages);
      if (!count) return null;
      return async (request, attempt) => ({
        model: request.model,
        tokens: await count(asked.native(request), attempt),
      });
    },
    toSeen: ({ model }) => ({ model, choices: [], usage: NO_USAGE }),
  };
}
