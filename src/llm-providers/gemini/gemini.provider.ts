import type { Clock } from '../../common/clock.js';
import type { ConfiguredProvider } from '../../config/configure-provider.js';
import type { Completion, CompletionRequest, StreamPart } from '../port/canonical.js';
import type { Attempt, LlmProvider } from '../port/llm-provider.js';
import type { ProviderDefinition, ProviderSettings } from '../port/provider-definition.js';
import { fromGeminiAnswer } from './from-gemini-answer.js';
import { fromGeminiStream } from './from-gemini-stream.js';
import type { GeminiCallContext, GeminiClient } from './gemini-client.js';
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
    const context = this.contextOf(request, attempt);
    const chunks = this.client.streamGenerateContent(request.model, toGeminiRequest(request), context);
    yield* fromGeminiStream(chunks, context, attempt.signal);
  }

  private contextOf(request: CompletionRequest, { signal, requestId, apiKey }: Attempt): GeminiCallContext {
    const { definition, settings, clock } = this;
    return { signal, requestId, call: { definition, settings, apiKey, request, nowMs: clock.nowMs() } };
  }
}

export function createGeminiProvider(
  { definition, settings }: ConfiguredProvider,
  client: GeminiClient,
  clock: Clock,
): LlmProvider {
  return new GeminiProvider(definition, settings, client, clock);
}
