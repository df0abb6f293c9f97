import { CHAT_COMPLETION, CHAT_STREAM } from '../../../completions/operations.js';
import type { StreamOperation, WholeOperation } from '../../../completions/operations.js';
import type { Completion, CompletionRequest } from '../../../port/canonical.js';
import type { TranslatedMessages } from './request/to-messages.js';
import { withThoughts } from './request/with-thoughts.js';

type Thoughts = TranslatedMessages['thoughts'];

/** A whole answer, by a provider that gets back what it thought before. */
export function wholeWith(thoughts: Thoughts): WholeOperation<CompletionRequest, Completion> {
  return {
    ...CHAT_COMPLETION,
    methodOf: (provider) => (request, attempt) =>
      provider.complete(withThoughts(request, thoughts, provider.definition.id), attempt),
  };
}

/** The same, streamed. */
export function streamWith(thoughts: Thoughts): StreamOperation<CompletionRequest> {
  return {
    ...CHAT_STREAM,
    methodOf: (provider) => (request, attempt) =>
      provider.stream(withThoughts(request, thoughts, provider.definition.id), attempt),
  };
}
