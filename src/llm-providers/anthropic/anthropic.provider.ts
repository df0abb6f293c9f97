import type { Clock } from '../../common/clock.js';
import type { ConfiguredProvider } from '../../port/configured-provider.js';
import type { Completion, CompletionRequest, StreamPart } from '../../port/canonical.js';
import type { Attempt, ListedModel, LlmProvider } from '../../port/llm-provider.js';
import type { ProviderDefinition, ProviderSettings } from '../../port/provider-definition.js';
import { joinParts } from '../../port/join-parts.js';
import { eventsIn } from '../upstream/answer-body.js';
import { AnswerProgress } from '../upstream/answer-progress.js';
import { listInPages } from '../upstream/model-pages.js';
import { inCustomCalls, partsInCustomCalls } from '../upstream/custom-tools.js';
import { inFunctions, partsInFunctions } from '../upstream/older-functions.js';
import { noteUsage } from '../upstream/note-usage.js';
import type { AnthropicCallContext, AnthropicClient } from './anthropic-client.js';
import { AnthropicMessages, readCount } from './anthropic-messages.js';
import { readModelPage } from './anthropic-models.js';
import { fromAnthropicAnswer } from './from-anthropic-answer.js';
import { fromAnthropicStream } from './from-anthropic-stream.js';
import { fromAnthropicUsage } from './from-anthropic-usage.js';
import { toAnthropicRequest, type AnthropicRequest } from './to-anthropic-request.js';

/** The adapter of Anthropic's own Messages API. */
export class AnthropicProvider implements LlmProvider {
  readonly messages: AnthropicMessages;

  constructor(
    readonly definition: ProviderDefinition,
    readonly settings: ProviderSettings,
    private readonly client: AnthropicClient,
    private readonly clock: Clock,
  ) {
    this.messages = new AnthropicMessages(client, (request, attempt) => this.contextOf(request, attempt));
  }

  wireRequest(request: CompletionRequest): object {
    const { definition, settings, clock } = this;
    return toAnthropicRequest({ definition, settings, apiKey: null, request, nowMs: clock.nowMs() });
  }

  async complete(request: CompletionRequest, attempt: Attempt): Promise<Completion> {
    const context = this.contextOf(request, attempt);
    const { call, progress } = context;
    const answer = await this.client.createMessage(toAnthropicRequest(call), context);
    noteUsage(answer, ({ usage }) => fromAnthropicUsage(usage), attempt);
    const events = eventsIn(answer);
    const completion = events
      ? await joinParts(fromAnthropicStream(events, call, progress), attempt.notePart)
      : fromAnthropicAnswer(answer, call);
    return inFunctions(inCustomCalls(completion, request), request);
  }

  wireCount(request: CompletionRequest): object {
    const asked = Object.entries(this.wireRequest(request)).filter(([name]) => COUNTED.has(name));
    return Object.fromEntries(asked);
  }

  async *stream(request: CompletionRequest, attempt: Attempt): AsyncIterable<StreamPart> {
    const context = this.contextOf(request, attempt);
    const events = this.client.streamMessage(toAnthropicRequest(context.call), context);
    const parts = fromAnthropicStream(events, context.call, context.progress);
    yield* partsInFunctions(partsInCustomCalls(parts, request), request);
  }

  async countTokens(request: CompletionRequest, attempt: Attempt): Promise<number> {
    const context = this.contextOf(request, attempt);
    const body = this.wireCount(request) as AnthropicRequest;
    return readCount(await this.client.countTokens?.(body, context), context.call);
  }

  listModels(attempt: Attempt): Promise<readonly ListedModel[]> {
    const context = this.contextOf({ model: '', messages: [] }, attempt);
    const readPage = async (afterId: string | null) =>
      readModelPage(await this.client.listModels?.(afterId, context), context.call);
    return listInPages(readPage, context.call);
  }

  private contextOf(
    request: CompletionRequest,
    { signal, requestId, apiKey, headers, meterAnswer, noteLimits }: Attempt,
  ): AnthropicCallContext & { readonly progress: AnswerProgress } {
    const { definition, settings, clock } = this;
    const call = { definition, settings, apiKey, request, nowMs: clock.nowMs(), noteLimits };
    return { signal, requestId, headers, call, meterAnswer, progress: new AnswerProgress() };
  }
}

/** What a request to count may have. Source: @anthropic-ai/sdk 1.14.0, `MessageCountTokensParams`, read 2026-11-29. */
const COUNTED: ReadonlySet<string> = new Set(
  ['model', 'messages', 'system', 'tools', 'tool_choice', 'thinking', 'output_config'].concat(
    'cache_control',
  ),
);

/** Makes the adapter from the catalogue's entry. */
export function createAnthropicProvider(
  { definition, settings }: ConfiguredProvider,
  client: AnthropicClient,
  clock: Clock,
): LlmProvider {
  return new AnthropicProvider(definition, settings, client, clock);
}
