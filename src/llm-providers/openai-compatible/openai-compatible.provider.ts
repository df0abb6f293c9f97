import type { OpenAI } from 'openai';
import type { Clock } from '../../common/clock.js';
import { GatewayError } from '../../common/errors.js';
import type { Fields } from '../../common/fields.js';
import { EVENT_STREAM, type UpstreamResponse } from '../../common/http/upstream-answer.js';
import type { ConfiguredProvider } from '../../port/configured-provider.js';
import type {
  Completion,
  CompletionRequest,
  Embeddings,
  EmbeddingRequest,
  ModelRequest,
  StreamPart,
  TextCompletionRequest,
} from '../../port/canonical.js';
import type { ChatRelay, FrameWishes, RelayedAttempt, RelayedFrames } from '../../port/chat-relay.js';
import type { Attempt, ListedModel, LlmProvider } from '../../port/llm-provider.js';
import type { NativeMessages } from '../../port/native-messages.js';
import type {
  NativeAnswer,
  NativeRequest,
  NativeResponses,
  StoredRequest,
} from '../../port/native-responses.js';
import type { ProviderDefinition, ProviderSettings } from '../../port/provider-definition.js';
import { joinParts } from '../../port/join-parts.js';
import { eventsIn, openEvents, readAnswerBody } from '../upstream/answer-body.js';
import { AnswerProgress } from '../upstream/answer-progress.js';
import type { StreamTerms } from '../upstream/event-reader.js';
import { noteUsage } from '../upstream/note-usage.js';
import { readJson } from '../upstream/upstream-http.js';
import type { WireEvent } from '../upstream/wire-event.js';
import { readCompletion, StreamedAnswer, withMessages } from './openai-answer.js';
import { fromEmbeddingUsage, readEmbeddings } from './openai-embeddings.js';
import { OpenAiFrames } from './openai-frames.js';
import { OpenAiRelay } from './openai-relay.js';
import { readParts } from './read-parts.js';
import { searchRequest } from '../upstream/search-request.js';
import { readModelList } from './read-model-list.js';
import { canonicalParam } from './responses/canonical-param.js';
import { chatsOfReasonersWithTools, everyChat, type ChatByResponses } from './responses/chat-by-responses.js';
import { readResponse } from './responses/read-response.js';
import { noSuchResponse, readCompaction, readStored } from './responses/read-stored.js';
import { readResponseParts } from './responses/read-response-parts.js';
import { toResponseRequest } from './responses/to-response-request.js';
import { TranslatedResponse, usageOf } from './responses/translated-response.js';
import { fromSdkFailure, fromWireError } from './openai-compatible-failure.js';
import type { OpenAiCompatibleCall, OpenAiCompatibleQuirks } from './openai-compatible-quirks.js';
import { fromOpenAiUsage, usageIn } from './openai-usage.js';
import { responseBelow, type ChatClient } from './openai-sdk-client.js';

/** The adapter of every provider that speaks OpenAI's chat completions, through the official SDK. */
export class OpenAiCompatibleProvider implements LlmProvider {
  readonly streamDefaults = Object.freeze({ stream_options: Object.freeze({ include_usage: true }) });

  readonly relay?: ChatRelay;
  readonly responses?: NativeResponses;
  readonly messages?: NativeMessages;
  readonly definition: ProviderDefinition;
  /** `null` = all of its chats are asked for by chat completions. */
  private readonly byResponses: ChatByResponses | null;

  constructor(
    definition: ProviderDefinition,
    readonly settings: ProviderSettings,
    private readonly client: ChatClient,
    private readonly clock: Clock,
    private readonly quirks: OpenAiCompatibleQuirks = {},
    messages?: NativeMessages,
  ) {
    if (messages) this.messages = messages;
    const hasResponses = settings.hasResponses ?? (settings.hasChat === false || quirks.hasResponses);
    this.byResponses = hasResponses ? chatByResponses(definition, settings, client) : null;
    this.definition = this.byResponses?.definition ?? definition;
    if (hasResponses) {
      this.responses = {
        complete: (...asked) => this.respond(...asked),
        stream: (...asked) => this.streamedResponse(...asked),
        compact: (...asked) => this.compact(...asked),
        stored: (...asked) => this.storedResponse(...asked),
      };
    }
    const { begin, baseUrl } = client;
    if (!begin || baseUrl === undefined || settings.hasChat === false) return;
    const frames: ChatRelay['frames'] = (...asked) => this.relayedFrames(...asked);
    const takes = (request: ModelRequest) => !this.asksResponses(request);
    this.relay = new OpenAiRelay(this, { begin, baseUrl, frames, takes });
  }

  complete(request: CompletionRequest, attempt: Attempt): Promise<Completion> {
    if (this.asksResponses(request)) return this.completeByResponses(request, attempt);
    return this.whole(CHAT, request, attempt, (answer, terms) => readWhole(answer, terms, attempt));
  }

  stream(request: CompletionRequest, attempt: Attempt): AsyncIterable<StreamPart> {
    if (this.asksResponses(request)) return this.streamByResponses(request, attempt);
    return this.streamed(CHAT, request, attempt);
  }

  private asksResponses(request: ModelRequest): boolean {
    return this.byResponses?.takes(request) ?? false;
  }

  private completeByResponses(request: CompletionRequest, attempt: Attempt): Promise<Completion> {
    return this.whole(CHAT_BY_RESPONSES, request, attempt, (answer, terms) => {
      noteUsage(answer, usageOf, attempt);
      const events = eventsIn(answer);
      const response = new TranslatedResponse(terms);
      return events ? joinParts(readResponseParts(events, terms, response)) : response.whole(answer);
    });
  }

  private async *streamByResponses(
    request: CompletionRequest,
    attempt: Attempt,
  ): AsyncGenerator<StreamPart, void, undefined> {
    const call = this.upstreamCall(request, attempt, CHAT_BY_RESPONSES);
    const terms = this.termsOf(call, attempt);
    const events = await this.open(CHAT_BY_RESPONSES, terms, attempt);
    yield* readResponseParts(events, terms, new TranslatedResponse(terms));
  }

  embed(request: EmbeddingRequest, attempt: Attempt): Promise<Embeddings> {
    const embedded = this.whole(EMBEDDINGS, request, attempt, (answer, { call }) => {
      noteUsage(answer, ({ usage }) => fromEmbeddingUsage(usage), attempt);
      return readEmbeddings(answer, request, call);
    });
    return embedded.catch(this.notOffered(NO_EMBEDDINGS));
  }

  completeText(request: TextCompletionRequest, attempt: Attempt): Promise<Completion> {
    const completed = this.whole(TEXTS, request, attempt, (answer, terms) =>
      readWhole(withMessages(answer), terms, attempt),
    );
    return completed.catch(this.notOffered(NO_TEXT_COMPLETIONS));
  }

  async *streamText(request: TextCompletionRequest, attempt: Attempt): AsyncIterable<StreamPart> {
    try {
      yield* this.streamed(TEXTS, request, attempt);
    } catch (error) {
      this.notOffered(NO_TEXT_COMPLETIONS)(error);
    }
  }

  private respond({ body, model }: NativeRequest, attempt: Attempt): Promise<NativeAnswer> {
    return this.whole(RESPONSES, { ...body, model }, attempt, async (answer, terms, text) => {
      noteUsage(answer, ({ usage }) => fromOpenAiUsage(usage), attempt);
      const events = eventsIn(answer);
      if (!events) {
        const read = readResponse(answer, terms.call);
        return { ...read, ...(read.body === answer && text !== null && { text }) };
      }
      return { completion: await joinParts(readResponseParts(events, terms)), body: null };
    });
  }

  private async *streamedResponse(
    { body, model }: NativeRequest,
    attempt: Attempt,
  ): AsyncGenerator<StreamPart, void, undefined> {
    const call = this.upstreamCall({ ...body, model }, attempt);
    const terms = { ...this.termsOf(call, attempt), hasLargeEvents: true };
    const events = await this.open(RESPONSES, terms, attempt);
    yield* readResponseParts(events, terms);
  }

  private compact({ body, model }: NativeRequest, attempt: Attempt): Promise<NativeAnswer> {
    const compacted = this.whole(COMPACTIONS, { ...body, model }, attempt, (answer, { call }) => {
      noteUsage(answer, ({ usage }) => fromOpenAiUsage(usage), attempt);
      return readCompaction(answer, call);
    });
    return compacted.catch(this.notOffered(NO_COMPACTIONS));
  }

  private async storedResponse(asked: StoredRequest, attempt: Attempt): Promise<Fields> {
    const call = this.upstreamCall({ model: '' }, attempt);
    const { send } = this.client;
    if (!send) throw noSuchResponse(this.definition);
    try {
      const { id, method, part, query } = asked;
      const path = `${RESPONSES.path}/${encodeURIComponent(id)}${part}${query}`;
      const body = method === 'POST' ? {} : null;
      const response = await send(body, {
        method,
        path,
        signal: attempt.signal,
        headers: headersOf(attempt),
      });
      if (response.status === 404) throw noSuchResponse(this.definition);
      const { response: good } = await this.good(response, call);
      const answer = good ? await readAnswerBody(good, this.termsOf(call, attempt)) : null;
      return readStored(answer, call);
    } catch (error) {
      throw this.reasonOf(error, call, attempt);
    }
  }

  async listModels(attempt: Attempt): Promise<readonly ListedModel[]> {
    const call = this.upstreamCall({ model: '' }, attempt);
    try {
      const asked = await this.ask(MODELS, null, call, attempt);
      const page: unknown = asked.response
        ? await readJson(asked.response, attempt.signal, call)
        : asked.mocked;
      return await readModelList(page, call);
    } catch (error) {
      throw this.reasonOf(error, call, attempt);
    }
  }

  /** Asks for a whole answer, and reads it. */
  private async whole<Answer>(
    address: Address,
    request: ModelRequest,
    attempt: Attempt,
    readAnswer: (answer: unknown, terms: StreamTerms, text: string | null) => Answer | Promise<Answer>,
  ): Promise<Answer> {
    const call = this.upstreamCall(request, attempt, address);
    let text: string | null = null;
    const noteText = (json: string) => void (text = json);
    const terms = { ...this.termsOf(call, attempt), noteText };
    try {
      const body = bodyOf(address, call);
      const asked = await this.ask(address, body, call, attempt);
      const answer: unknown = asked.response ? await readAnswerBody(asked.response, terms) : asked.mocked;
      return await readAnswer(answer, terms, text);
    } catch (error) {
      throw this.reasonOf(error, call, attempt);
    }
  }

  private async *streamed(
    address: Address,
    request: ModelRequest,
    attempt: Attempt,
  ): AsyncGenerator<StreamPart, void, undefined> {
    const terms = this.termsOf(this.upstreamCall(request, attempt), attempt);
    const events = await this.open(address, terms, attempt);
    yield* readParts(events, terms, new StreamedAnswer(terms.call, terms.progress));
  }

  private relayedFrames(
    request: CompletionRequest,
    attempt: RelayedAttempt,
    wishes: FrameWishes,
  ): RelayedFrames {
    const call = this.upstreamCall(request, { ...attempt, signal: NEVER });
    return new OpenAiFrames(call, this.clock, wishes);
  }

  /** From below the SDK, which goes by the type that a body claims; a mock has its chunks at hand. */
  private async open(
    address: Address,
    terms: StreamTerms,
    attempt: Attempt,
  ): Promise<AsyncIterable<WireEvent>> {
    const { call } = terms;
    try {
      const body = { ...bodyOf(address, call), stream: true };
      const { response, mocked } = await this.ask(address, body, call, attempt, EVENT_STREAM);
      return response ? await openEvents(response, terms) : eventsOf(mocked as AsyncIterable<unknown>);
    } catch (error) {
      throw this.reasonOf(error, call, attempt);
    }
  }

  /** The answer, unread; a mock without `send` has it at hand. */
  private async ask(
    { path, mocked }: Address,
    body: object | null,
    call: OpenAiCompatibleCall,
    attempt: Attempt,
    accept?: string,
  ): Promise<Asked> {
    const { send } = this.client;
    if (attempt.begun) {
      return this.good(await attempt.begun.respond(attempt.signal, accept === EVENT_STREAM), call);
    }
    if (!send) {
      const pending = mocked(this.client, body as never, requestOptions(attempt, accept));
      const response = pending ? await responseBelow(pending) : null;
      return response ? { response } : { response: null, mocked: await pending };
    }
    const headers = headersOf(attempt, accept);
    return this.good(await send(body, { path, signal: attempt.signal, headers }), call);
  }

  private async good(response: UpstreamResponse, call: OpenAiCompatibleCall): Promise<Asked> {
    if (response.ok) return { response };
    const text = await response.text();
    await searchRequest(text, call);
    throw fromWireError(response.status, text === '' ? undefined : text, call, response.headers);
  }

  /** An address that the provider does not have is no fault of the operator's where not all providers have it. */
  private notOffered(what: string): (error: unknown) => never {
    return (error) => {
      if (!(error instanceof GatewayError) || !error.isLasting) throw error;
      const message = `${this.definition.displayName} API error: ${what}.`;
      const { upstreamReason } = error;
      const details = { param: 'model', mayWorkElsewhere: true, isUncounted: true, upstreamReason };
      throw new GatewayError('provider.rejected', message, { ...details, cause: error });
    };
  }

  private termsOf(call: OpenAiCompatibleCall, { signal, meterAnswer }: Attempt): StreamTerms {
    return { signal, call, clock: this.clock, meterAnswer, progress: new AnswerProgress() };
  }

  /** What ended the attempt from our side; the SDK tells it in words of its own. Else its failure, read now. */
  private reasonOf(error: unknown, call: OpenAiCompatibleCall, { signal }: Attempt): unknown {
    if (signal.aborted) return signal.reason;
    return fromSdkFailure(error, { ...call, nowMs: this.clock.nowMs() });
  }

  private upstreamCall(
    request: ModelRequest,
    { apiKey, noteLimits }: Attempt,
    { canonicalParam: named }: Pick<Address, 'canonicalParam'> = {},
  ): OpenAiCompatibleCall {
    const { definition, settings, clock, quirks } = this;
    const words = named && { canonicalParam: named };
    return { ...words, definition, settings, apiKey, request, nowMs: clock.nowMs(), quirks, noteLimits };
  }
}

type Asked =
  | { readonly response: UpstreamResponse; readonly mocked?: undefined }
  | { readonly response: null; readonly mocked: unknown };

/** What is asked at one path of the API, and how a mock without `send` is asked for it, if it can be. */
interface Address {
  readonly path: string;
  /** The request in other words; left out = it goes as it is. */
  readonly toBody?: (call: OpenAiCompatibleCall<CompletionRequest>) => object;
  /** Beside `toBody`: what a failure names, in canonical words. */
  readonly canonicalParam?: (param: string) => string;
  readonly mocked: (
    client: ChatClient,
    body: never,
    options: OpenAI.RequestOptions,
  ) => PromiseLike<unknown> | undefined;
}

const CHAT: Address = {
  path: '/chat/completions',
  mocked: ({ chat }, body, options) => chat.completions.create(body, options),
};
const TEXTS: Address = {
  path: '/completions',
  mocked: ({ completions }, body, options) => completions?.create(body, options),
};
const RESPONSES: Address = {
  path: '/responses',
  mocked: ({ responses }, body, options) => responses?.create(body, options),
};
/** What is asked for in canonical words. */
const CHAT_BY_RESPONSES: Address = { ...RESPONSES, toBody: toResponseRequest, canonicalParam };
const COMPACTIONS: Address = { path: '/responses/compact', mocked: () => undefined };
const MODELS: Address = {
  path: '/models',
  mocked: ({ models }, _body, options) => models?.list(options),
};
const EMBEDDINGS: Address = {
  path: '/embeddings',
  mocked: ({ embeddings }, body, options) => embeddings?.create(body, options),
};

function bodyOf({ toBody }: Address, call: OpenAiCompatibleCall): object {
  return toBody?.(call as OpenAiCompatibleCall<CompletionRequest>) ?? call.request;
}

/** A relayed call is ended by its exchange. */
const NEVER = new AbortController().signal;

const NO_EMBEDDINGS = 'it has no embeddings at its address; name a model of a provider that has them';
const NO_COMPACTIONS = 'it compacts no conversations at its address; name a model of OpenAI';
const NO_TEXT_COMPLETIONS = 'it has no text completions at its address; use /v1/chat/completions';

/** A mock may have chat completions alone. */
function chatByResponses(
  definition: ProviderDefinition,
  { hasChat }: ProviderSettings,
  { send, responses }: ChatClient,
): ChatByResponses | null {
  if (hasChat === false) return everyChat(definition);
  return send || responses ? chatsOfReasonersWithTools(definition) : null;
}

async function readWhole(answer: unknown, terms: StreamTerms, attempt: Attempt): Promise<Completion> {
  noteUsage(answer, (wire) => fromOpenAiUsage(usageIn(wire)), attempt);
  const events = eventsIn(answer);
  if (!events) return readCompletion(answer, terms.call);
  return joinParts(readParts(events, terms, new StreamedAnswer(terms.call, terms.progress)));
}

/** A mock's chunks. */
async function* eventsOf(chunks: AsyncIterable<unknown>): AsyncGenerator<WireEvent> {
  for await (const data of chunks) yield { event: undefined, data };
}

/** A provider of this wire, as it is made. */
export interface MadeOf {
  readonly configured: ConfiguredProvider;
  readonly client: ChatClient;
  readonly clock: Clock;
  readonly quirks: OpenAiCompatibleQuirks;
}

/**
 * Makes the adapter of a provider, with what is odd about it.
 * @param messagesOf its Messages API, where it has one.
 */
export function createOpenAiCompatibleProvider(
  quirks: OpenAiCompatibleQuirks,
  messagesOf: (made: MadeOf) => NativeMessages | undefined,
) {
  return (configured: ConfiguredProvider, client: ChatClient, clock: Clock): LlmProvider => {
    const { definition, settings } = configured;
    const messages = messagesOf({ configured, client, clock, quirks });
    return new OpenAiCompatibleProvider(definition, settings, client, clock, quirks, messages);
  };
}

/** A stream is asked for by its header, too: some servers go by it. */
function headersOf({ requestId, apiKey, headers }: Attempt, accept = 'application/json') {
  const authorization = apiKey === null ? undefined : `Bearer ${apiKey.value}`;
  return { ...headers, 'x-request-id': requestId, authorization, accept };
}

function requestOptions(attempt: Attempt, accept?: string): OpenAI.RequestOptions {
  const { authorization = null, ...headers } = headersOf(attempt, accept);
  // `null` takes out what the SDK would put there.
  return { signal: attempt.signal, headers: { ...headers, authorization } };
}
