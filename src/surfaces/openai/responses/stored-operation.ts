import type { WholeOperation } from '../../../completions/operations.js';
import type { Fields } from '../../../common/fields.js';
import type { CompletionRequest } from '../../../port/canonical.js';
import type { StoredRequest } from '../../../port/native-responses.js';

/** What a provider says of a response that it keeps. */
export interface StoredAnswer {
  readonly model: string;
  readonly body: Fields;
}

/** Nothing is read or written by a model, and nothing costs anything. */
const NO_USAGE = Object.freeze({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 });

/** Asks the provider that keeps a response for it. */
export function askStored(asked: StoredRequest): WholeOperation<CompletionRequest, StoredAnswer> {
  return {
    name: 'stored_response',
    refusal: 'keeps no responses',
    methodOf: ({ responses }) =>
      responses
        ? async ({ model }, attempt) => ({ model, body: await responses.stored(asked, attempt) })
        : null,
    toSeen: ({ model }) => ({ model, choices: [], usage: NO_USAGE }),
  };
}
