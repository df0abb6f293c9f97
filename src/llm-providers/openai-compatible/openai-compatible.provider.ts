import type { OpenAI } from 'openai';
import type { Clock } from '../../common/clock.js';
import { GatewayError } from '../../common/errors.js';
import type {
  Completion,
  CompletionChunk,
  CompletionRequest,
  CompletionUsage,
  StreamPart,
} from '../port/canonical.js';
import { MODEL_NAME } from '../port/model-name.js';
import type { Attempt, LlmProvider } from '../port/llm-provider.js';
import type { ProviderDefinition, ProviderSettings } from '../port/provider-definition.js';
import {
  fromSdkFailure,
  fromWireError,
  invalidResponse,
  type UpstreamCall,
} from './openai-compatible-failure.js';
import type { ChatClient } from './openai-sdk-client.js';

/** What a server may put on the wire in place of a completion or a chunk. */
interface WireAnswer {
  readonly error?: unknown;
  readonly choices?: unknown;
}

/** The adapter of every provider that speaks OpenAI's chat completions, through the official SDK. */
export class OpenAiCompatibleProvider implements LlmProvider {
  constructor(
    readonly definition: ProviderDefinition,
    readonly settings: ProviderSettings,
    private readonly client: ChatClient,
    private readonly clock: Clock,
  ) {}

  async complete(request: CompletionRequest, attempt: Attempt): Promise<Completion> {
    const call = this.upstreamCall(request);
    try {
      const answer: unknown = await this.client.chat.completions.create(request, requestOptions(attempt));
      return readCompletion(answer, call);
    } catch (error) {
      throw fromSdkFailure(error, call);
    }
  }

  async *stream(request: CompletionRequest, attempt: Attempt): AsyncIterable<StreamPart> {
    const call = this.upstreamCall(request);
    try {
      const chunks = await this.client.chat.completions.create(
        { ...request, stream: true, stream_options: { include_usage: true } },
        requestOptions(attempt),
      );
      yield* readStream(readable(chunks, call), call, attempt.signal);
    } catch (error) {
      throw fromSdkFailure(error, call);
    }
  }

  private upstreamCall(request: CompletionRequest): UpstreamCall {
    const { definition, settings, clock } = this;
    return { definition, settings, request, nowMs: clock.nowMs() };
  }
}

function requestOptions({ signal, requestId }: Attempt): OpenAI.RequestOptions {
  return { signal, headers: { 'x-request-id': requestId } };
}

function readCompletion(answer: unknown, call: UpstreamCall): Completion {
  const wire = readWire(answer, call);
  const first: unknown = Array.isArray(wire.choices) ? wire.choices[0] : undefined;
  if (!isObject(first) || !isObject(first['message']))
    throw invalidResponse('its answer has no message', call);
  const { content, refusal, tool_calls: toolCalls } = first['message'];
  if (!content && !refusal && !toolCalls && typeof first['finish_reason'] !== 'string') {
    throw invalidResponse('its answer is empty and does not say why', call);
  }
  const completion = wire as unknown as Completion;
  return { ...completion, model: modelName(completion.model) ?? call.request.model };
}

/** A name like a model's, and nothing else: it goes into the answer and the log. */
function modelName(value: unknown): string | null {
  return typeof value === 'string' && MODEL_NAME.test(value) ? value : null;
}

/** The SDK itself stumbles over chunks of another shape; whatever it throws then is the provider's doing. */
async function* readable(
  chunks: AsyncIterable<CompletionChunk>,
  call: UpstreamCall,
): AsyncGenerator<CompletionChunk> {
  try {
    yield* chunks;
  } catch (error) {
    const failure = fromSdkFailure(error, call);
    throw failure instanceof GatewayError
      ? failure
      : invalidResponse('its stream is not readable', call, error);
  }
}

/** Yields what came; ends well only if the provider said why it stopped. */
async function* readStream(
  chunks: AsyncIterable<CompletionChunk>,
  call: UpstreamCall,
  signal: AbortSignal,
): AsyncGenerator<StreamPart> {
  let finishReason: string | null = null;
  let usage: CompletionUsage | null = null;
  let model = call.request.model;
  for await (const answer of chunks) {
    const chunk = readWire(answer, call) as unknown as CompletionChunk;
    finishReason = chunk.choices?.[0]?.finish_reason ?? finishReason;
    usage = chunk.usage ?? usage;
    model = modelName(chunk.model) ?? model;
    yield { type: 'chunk', chunk };
  }
  // The SDK ends an aborted stream in silence.
  if (signal.aborted) throw signal.reason;
  if (finishReason === null) throw invalidResponse('the stream stopped before the answer was finished', call);
  yield { type: 'finished', finishReason, usage, model };
}

/** HTTP 200 proves nothing: the body may be no object, or hold an error. */
function readWire(answer: unknown, call: UpstreamCall): WireAnswer {
  if (!isObject(answer)) throw invalidResponse('its answer is not a JSON object', call);
  const { error } = answer;
  if (isObject(error)) throw fromWireError(null, error, call);
  if (typeof error === 'string') throw fromWireError(null, { message: error }, call);
  return answer;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
