import type { Clock } from '../../common/clock.js';
import type { CompletionRequest } from '../../port/canonical.js';
import type { Attempt } from '../../port/llm-provider.js';
import type { NativeMessages } from '../../port/native-messages.js';
import { fromWireError } from '../openai-compatible/openai-compatible-failure.js';
import type { MadeOf } from '../openai-compatible/openai-compatible.provider.js';
import type { SendRequest } from '../openai-compatible/openai-sdk-client.js';
import { openEvents, readAnswerBody } from '../upstream/answer-body.js';
import { AnswerProgress } from '../upstream/answer-progress.js';
import { searchRequest } from '../upstream/search-request.js';
import { guarded } from '../upstream/upstream-http.js';
import { API_VERSION, termsOf, type AnthropicCallContext, type AnthropicClient } from './anthropic-client.js';
import { AnthropicMessages } from './anthropic-messages.js';
import { withoutSealedThoughts } from './foreign-thoughts.js';
import { withoutForeignWords } from './foreign-words.js';

const CLAUDE = /(^|\/)claude-/;

/** The Messages API of a provider that has chat completions; `undefined` = it has none. */
export function messagesBesideChat(made: MadeOf): NativeMessages | undefined {
  const { configured, client, clock, quirks } = made;
  const { definition, settings } = configured;
  const { hasMessages } = settings;
  const { messagesModels } = quirks;
  const isServed = hasMessages ?? messagesModels !== undefined;
  if (!client.send || !isServed) return undefined;
  const contextOf = (request: CompletionRequest, attempt: Attempt) => {
    const { signal, requestId, apiKey, headers, meterAnswer, noteLimits } = attempt;
    const call = { definition, settings, apiKey, request, nowMs: clock.nowMs(), noteLimits };
    return { signal, requestId, headers, call, meterAnswer, progress: new AnswerProgress() };
  };
  const own = clientOver(client.send, made, clock);
  // Whose thoughts another model takes back is not known.
  const messages = new AnthropicMessages(own, contextOf, (body) =>
    CLAUDE.test(String(body['model'])) ? withoutForeignWords(body) : withoutSealedThoughts(body),
  );
  return {
    serves: (model) => hasMessages === true || (messagesModels?.test(model) ?? false),
    complete: (...asked) => messages.complete(...asked),
    stream: (...asked) => messages.stream(...asked),
  };
}

/** Failures come in whatever shape the provider has for all its addresses. */
function clientOver(
  send: SendRequest,
  { quirks }: Pick<MadeOf, 'quirks'>,
  clock: Clock,
): Pick<AnthropicClient, 'createMessage' | 'streamMessage'> {
  const ask = async (body: object, accept: string, context: AnthropicCallContext) => {
    const { signal, call } = context;
    const sent = { path: '/messages', signal, headers: headersOf(context, accept) };
    const response = await guarded(signal, call, () => send(body, sent));
    if (response.ok) return response;
    const text = await guarded(signal, call, () => response.text());
    await searchRequest(text, call);
    const failed = { ...call, nowMs: clock.nowMs(), quirks };
    throw fromWireError(response.status, text === '' ? undefined : text, failed, response.headers);
  };
  return {
    createMessage: async (body, context) =>
      readAnswerBody(await ask(body, 'application/json', context), termsOf(context, clock)),
    async *streamMessage(body, context) {
      const response = await ask({ ...body, stream: true }, 'text/event-stream', context);
      yield* await openEvents(response, termsOf(context, clock));
    },
  };
}

/** The key as either of the two APIs has it: some servers look for the one, some for the other. */
function headersOf({ requestId, headers, call: { apiKey } }: AnthropicCallContext, accept: string) {
  return {
    ...headers,
    accept,
    'anthropic-version': headers?.['anthropic-version'] ?? API_VERSION,
    'x-request-id': requestId,
    'x-api-key': apiKey?.value,
    authorization: apiKey === null ? undefined : `Bearer ${apiKey.value}`,
  };
}
