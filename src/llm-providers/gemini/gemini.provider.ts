import type { Clock } from '../../common/clock.js';
import type { ConfiguredProvider } from '../../port/configured-provider.js';
import type { Completion, CompletionRequest, StreamPart } from '../../port/canonical.js';
import type { Attempt, ListedModel, LlmProvider } from '../../port/llm-provider.js';
import type { ProviderDefinition, ProviderSettings } from '../../port/provider-definition.js';
import { listInPages } from '../upstream/model-pages.js';
import { fromGeminiAnswer } from './from-gemini-answer.js';
import { fromGeminiStream } from './from-gemini-stream.js';
import type { GeminiCallContext, GeminiClient } from './gemini-client.js';
import { readModelPage } from './gemini-models.js';
import { toGeminiRequest } from './to-gemini-request.js';

/** The adapter of Gemini's own API. */
export class GeminiProvider implements LlmProvider {
  constructor(
    readonly definition: ProviderDefinition,
    readonly settings: ProviderSettings,
    private readonly client: GeminiClient,
    private readonly clock: Clock,
  ) {}

  async complete(request: CompletionRequest, attempt: Attempt): Promise<Completion> {
    const context = this.contextOf(request, attempt);
    const answer = await this.client.generateContent(request.model, toGeminiRequest(request), context);
    return fromGeminiAnswer(answer, context);
  }

  async *stream(request: CompletionRequest, attempt: Attempt): AsyncIterable<StreamPart> {
    const context = { ...this.contextOf(request, attempt), progress: { isOver: false } };
    const chunks = this.client.streamGenerateContent(request.model, toGeminiRequest(request), context);
    yield* fromGeminiStream(chunks, context, attempt.signal);
  }

  listModels(attempt: Attempt): Promise<readonly ListedModel[]> {
    const context = this.contextOf({ model: '', messages: [] }, attempt);
    const readPage = async (pageToken: string | null) =>
      readModelPage(await this.client.listModels?.(pageToken, context), context.call);
    return listInPages(readPage, context.call);
  }

  private contextOf(
    request: CompletionRequest,
    { signal, requestId, apiKey, headers }: Attempt,
  ): GeminiCallContext {
    const { definition, settings, clock } = this;
    const call = { definition, settings, apiKey, request, nowMs: clock.nowMs() };
    return { signal, requestId, headers, call };
  }
}

export function createGeminiProvider(
  { definition, settings }: ConfiguredProvider,
  client: GeminiClient,
  clock: Clock,
): LlmProvider {
  return new GeminiProvider(definition, settings, client, clock);
}
