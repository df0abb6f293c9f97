import type { Clock } from '../../common/clock.js';
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
import type { ConfiguredProvider } from '../../port/configured-provider.js';
import type { Attempt, ListedModel, LlmProvider } from '../../port/llm-provider.js';
import type { NativeMessages } from '../../port/native-messages.js';
import type { NativeResponses } from '../../port/native-responses.js';
import type { ProviderDefinition, ProviderSettings } from '../../port/provider-definition.js';
import { noteUsage } from '../upstream/note-usage.js';
import { EMBEDDINGS } from './openai-address.js';
import { OpenAiChats } from './openai-chats.js';
import type { OpenAiCompatibleQuirks } from './openai-compatible-quirks.js';
import { fromEmbeddingUsage, readEmbeddings } from './openai-embeddings.js';
import { OpenAiExchange } from './openai-exchange.js';
import { OpenAiFrames } from './openai-frames.js';
import { listOpenAiModels } from './openai-model-list.js';
import { OpenAiRelay } from './openai-relay.js';
import type { ChatClient } from './openai-sdk-client.js';
import { chatsOfReasonersWithTools, everyChat, type ChatByResponses } from './responses/chat-by-responses.js';
import { OpenAiResponses } from './responses/openai-responses.js';
import { ResponsesChats } from './responses/responses-chats.js';

const NO_EMBEDDINGS = 'it has no embeddings at its address; name a model of a provider that has them';

/** The adapter of every provider that speaks OpenAI's chat completions, through the official SDK. */
export class OpenAiCompatibleProvider implements LlmProvider {
  readonly streamDefaults = Object.freeze({ stream_options: Object.freeze({ include_usage: true }) });

  readonly relay?: ChatRelay;
  readonly responses?: NativeResponses;
  readonly messages?: NativeMessages;
  readonly definition: ProviderDefinition;
  /** `null` = all of its chats are asked for by chat completions. */
  private readonly byResponses: ChatByResponses | null;
  private readonly exchange: OpenAiExchange;
  private readonly chats: OpenAiChats;
  private readonly responsesChats: ResponsesChats;

  constructor(
    definition: ProviderDefinition,
    readonly settings: ProviderSettings,
    client: ChatClient,
    private readonly clock: Clock,
    quirks: OpenAiCompatibleQuirks = {},
    messages?: NativeMessages,
  ) {
    if (messages) this.messages = messages;
    const hasResponses = settings.hasResponses ?? (settings.hasChat === false || quirks.hasResponses);
    this.byResponses = hasResponses ? chatByResponses(definition, settings, client) : null;
    this.definition = this.byResponses?.definition ?? definition;
    const peer = { definition: this.definition, settings, client, clock, quirks };
    this.exchange = new OpenAiExchange(peer);
    this.chats = new OpenAiChats(this.exchange);
    this.responsesChats = new ResponsesChats(this.exchange);
    if (hasResponses) this.responses = new OpenAiResponses(peer, this.exchange);
    const { begin, baseUrl } = client;
    if (!begin || baseUrl === undefined || settings.hasChat === false) return;
    const frames: ChatRelay['frames'] = (...asked) => this.relayedFrames(...asked);
    const takes = (request: ModelRequest) => !this.asksResponses(request);
    this.relay = new OpenAiRelay(this, { begin, baseUrl, frames, takes });
  }

  wireRequest(request: CompletionRequest): object {
    const [apiKey = null] = this.settings.apiKeys;
    return this.asksResponses(request) ? this.responsesChats.wireRequest(request, apiKey) : request;
  }

  complete(request: CompletionRequest, attempt: Attempt): Promise<Completion> {
    return this.chatsFor(request).complete(request, attempt);
  }

  stream(request: CompletionRequest, attempt: Attempt): AsyncIterable<StreamPart> {
    return this.chatsFor(request).stream(request, attempt);
  }

  completeText(request: TextCompletionRequest, attempt: Attempt): Promise<Completion> {
    return this.chats.completeText(request, attempt);
  }

  streamText(request: TextCompletionRequest, attempt: Attempt): AsyncIterable<StreamPart> {
    return this.chats.streamText(request, attempt);
  }

  embed(request: EmbeddingRequest, attempt: Attempt): Promise<Embeddings> {
    const embedded = this.exchange.whole(EMBEDDINGS, request, attempt, (answer, { call }) => {
      noteUsage(answer, ({ usage }) => fromEmbeddingUsage(usage), attempt);
      return readEmbeddings(answer, request, call);
    });
    return embedded.catch(this.exchange.notOffered(NO_EMBEDDINGS));
  }

  listModels(attempt: Attempt): Promise<readonly ListedModel[]> {
    return listOpenAiModels(this.exchange, attempt);
  }

  private chatsFor(request: ModelRequest): OpenAiChats | ResponsesChats {
    return this.asksResponses(request) ? this.responsesChats : this.chats;
  }

  private asksResponses(request: ModelRequest): boolean {
    return this.byResponses?.takes(request) ?? false;
  }

  private relayedFrames(
    request: CompletionRequest,
    attempt: RelayedAttempt,
    wishes: FrameWishes,
  ): RelayedFrames {
    const call = this.exchange.callOf(request, attempt);
    return new OpenAiFrames(call, this.clock, wishes);
  }
}

/** A mock may have chat completions alone. */
function chatByResponses(
  definition: ProviderDefinition,
  { hasChat }: ProviderSettings,
  { send, responses }: ChatClient,
): ChatByResponses | null {
  if (hasChat === false) return everyChat(definition);
  return send || responses ? chatsOfReasonersWithTools(definition) : null;
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
