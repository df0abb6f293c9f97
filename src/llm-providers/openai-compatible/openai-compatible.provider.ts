import type { OpenAI } from 'openai';
import type { Clock } from '../../common/clock.js';
import { EVENT_STREAM } from '../../common/http/upstream-answer.js';
import type { ConfiguredProvider } from '../../port/configured-provider.js';
import type { Completion, CompletionRequest, StreamPart } from '../../port/canonical.js';
import type { Attempt, ListedModel, LlmProvider } from '../../port/llm-provider.js';
import type { ProviderDefinition, ProviderSettings } from '../../port/provider-definition.js';
import type { AnswerProgress } from '../upstream/event-reader.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { readCompletion, readModelList, StreamedAnswer } from './openai-answer.js';
import { openChunks } from './openai-chunks.js';
import { fromSdkFailure, fromStreamFailure } from './openai-compatible-failure.js';
import { responseBelow, type ChatClient } from './openai-sdk-client.js';

/** The adapter of every provider that speaks OpenAI's chat completions, through the official SDK. */
export class OpenAiCompatibleProvider implements LlmProvider {
  readonly streamDefaults = Object.freeze({ stream_options: Object.freeze({ include_usage: true }) });

  constructor(
    readonly definition: ProviderDefinition,
    readonly settings: ProviderSettings,
    private readonly client: ChatClient,
    private readonly clock: Clock,
  ) {}

  async complete(request: CompletionRequest, attempt: Attempt): Promise<Completion> {
    const call = this.upstreamCall(request, attempt);
    try {
      const answer: unknown = await this.client.chat.completions.create(request, requestOptions(attempt));
      return readCompletion(answer, call);
    } catch (error) {
      throw this.reasonOf(error, call, attempt);
    }
  }

  async *stream(request: CompletionRequest, attempt: Attempt): AsyncIterable<StreamPart> {
    const call = this.upstreamCall(request, attempt);
    const { signal } = attempt;
    const answer = new StreamedAnswer(call);
    const chunks = await this.open(call, attempt, answer);
    try {
      for await (const chunk of chunks) yield answer.take(chunk);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw fromStreamFailure(error, call);
    }
    // A client may end an aborted stream in silence.
    if (signal.aborted) throw signal.reason;
    yield answer.end();
  }

  async listModels(attempt: Attempt): Promise<readonly ListedModel[]> {
    const call = this.upstreamCall({ model: '', messages: [] }, attempt);
    try {
      const page: unknown = await this.client.models?.list(requestOptions(attempt));
      return readModelList(page, call);
    } catch (error) {
      throw this.reasonOf(error, call, attempt);
    }
  }

  /** From below the SDK, whose own reader takes five times as long for a chunk; a mock has its chunks at hand. */
  private async open(
    call: UpstreamCall,
    attempt: Attempt,
    progress: AnswerProgress,
  ): Promise<AsyncIterable<unknown>> {
    const { request } = call;
    try {
      const pending = this.client.chat.completions.create(
        { ...request, stream: true },
        requestOptions(attempt, EVENT_STREAM),
      );
      const response = await responseBelow(pending);
      if (!response) return await pending;
      return await openChunks(response, { signal: attempt.signal, call, clock: this.clock, progress });
    } catch (error) {
      throw this.reasonOf(error, call, attempt);
    }
  }

  /** What ended the attempt from our side; the SDK tells it in words of its own. Else its failure, read now. */
  private reasonOf(error: unknown, call: UpstreamCall, { signal }: Attempt): unknown {
    if (signal.aborted) return signal.reason;
    return fromSdkFailure(error, { ...call, nowMs: this.clock.nowMs() });
  }

  private upstreamCall(request: CompletionRequest, { apiKey }: Attempt): UpstreamCall {
    const { definition, settings, clock } = this;
    return { definition, settings, apiKey, request, nowMs: clock.nowMs() };
  }
}

/** The adapter of a provider that needs nothing more than this. */
export function createOpenAiCompatibleProvider(
  { definition, settings }: ConfiguredProvider,
  client: ChatClient,
  clock: Clock,
): LlmProvider {
  return new OpenAiCompatibleProvider(definition, settings, client, clock);
}

/** A stream is asked for by its header, too: some servers go by it. */
function requestOptions(
  { signal, requestId, apiKey, headers }: Attempt,
  accept?: string,
): OpenAI.RequestOptions {
  // `null` takes out what the SDK would put there.
  const authorization = apiKey === null ? null : `Bearer ${apiKey.value}`;
  return {
    signal,
    headers: { ...headers, 'x-request-id': requestId, authorization, ...(accept && { accept }) },
  };
}
