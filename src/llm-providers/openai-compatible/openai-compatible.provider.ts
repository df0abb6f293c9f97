import type { OpenAI } from 'openai';
import type { Clock } from '../../common/clock.js';
import type { ConfiguredProvider } from '../../config/configure-provider.js';
import type { Completion, CompletionRequest, StreamPart } from '../port/canonical.js';
import type { Attempt, ListedModel, LlmProvider } from '../port/llm-provider.js';
import type { ProviderDefinition, ProviderSettings } from '../port/provider-definition.js';
import { readCompletion, readModelList, readStream } from './openai-answer.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { fromSdkFailure } from './openai-compatible-failure.js';
import { EVENT_STREAM, type ChatClient } from './openai-sdk-client.js';

/** The adapter of every provider that speaks OpenAI's chat completions, through the official SDK. */
export class OpenAiCompatibleProvider implements LlmProvider {
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
      throw reasonOf(attempt) ?? fromSdkFailure(error, call);
    }
  }

  async *stream(request: CompletionRequest, attempt: Attempt): AsyncIterable<StreamPart> {
    const call = this.upstreamCall(request, attempt);
    try {
      const chunks = await this.client.chat.completions.create(
        { ...request, stream: true, stream_options: { include_usage: true } },
        requestOptions(attempt, EVENT_STREAM),
      );
      yield* readStream(chunks, call, attempt.signal);
    } catch (error) {
      throw reasonOf(attempt) ?? fromSdkFailure(error, call);
    }
  }

  async listModels(attempt: Attempt): Promise<readonly ListedModel[]> {
    const call = this.upstreamCall({ model: '', messages: [] }, attempt);
    try {
      const page: unknown = await this.client.models?.list(requestOptions(attempt));
      return readModelList(page, call);
    } catch (error) {
      throw reasonOf(attempt) ?? fromSdkFailure(error, call);
    }
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

/** What ended the attempt from our side; the SDK tells it in words of its own. */
function reasonOf({ signal }: Attempt): unknown {
  return signal.aborted ? signal.reason : null;
}

/** A stream is asked for by its header, too: see `NotAStreamError`. */
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
