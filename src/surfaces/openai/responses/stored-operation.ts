import type { StreamOperation, WholeOperation } from '../../../completions/operations.js';
import type { Fields } from '../../../common/fields.js';
import type { CompletionRequest, StreamPart } from '../../../port/canonical.js';
import type { LlmProvider } from '../../../port/llm-provider.js';
import type { StoredRequest } from '../../../port/native-responses.js';

/** What a provider says of a response that it keeps. */
export interface StoredAnswer {
  readonly model: string;
  readonly body: Fields;
}

/** Nothing is read or written by a model, and nothing costs anything. */
const NO_USAGE = Object.freeze({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 });

const STORED = { name: 'stored_response', refusal: 'keeps no responses' } as const;

/** Asks the provider that keeps a response for it. */
export function askStored(asked: StoredRequest): WholeOperation<CompletionRequest, StoredAnswer> {
  return {
    ...STORED,
    methodOf: ({ responses }) =>
      responses
        ? async ({ model }, attempt) => ({ model, body: await responses.stored(asked, attempt) })
        : null,
    toSeen: ({ model }) => ({ model, choices: [], usage: NO_USAGE }),
  };
}

/**
 * Asks it for the events of the response.
 * @param toOwn puts in what the caller knows in other words.
 */
export function askStoredEvents(
  asked: StoredRequest,
  toOwn: (parts: AsyncIterable<StreamPart>) => AsyncIterable<StreamPart>,
): StreamOperation<CompletionRequest> {
  const method = ({ responses }: LlmProvider): ReturnType<StreamOperation<CompletionRequest>['methodOf']> =>
    responses ? ({ model }, attempt) => toOwn(free(responses.storedEvents(asked, attempt), model)) : null;
  return { ...STORED, methodOf: method };
}

/** What was answered has been paid for. @param model that answered. */
async function* free(parts: AsyncIterable<StreamPart>, model: string): AsyncGenerator<StreamPart> {
  for await (const part of parts) yield part.type === 'finished' ? { ...part, usage: NO_USAGE, model } : part;
}
