import type { Clock } from '../../common/clock.js';
import type { ConfiguredProvider } from '../../port/configured-provider.js';
import type {
  Completion,
  CompletionRequest,
  Embeddings,
  EmbeddingRequest,
  ModelRequest,
  StreamPart,
} from '../../port/canonical.js';
import type { Attempt, ListedModel, LlmProvider } from '../../port/llm-provider.js';
import type { NativeGenerateContent } from '../../port/native-generate-content.js';
import type { ProviderDefinition, ProviderSettings } from '../../port/provider-definition.js';
import { joinParts } from '../../port/join-parts.js';
import { AnswerProgress } from '../upstream/answer-progress.js';
import { listInPages } from '../upstream/model-pages.js';
import { inCustomCalls, partsInCustomCalls } from '../upstream/custom-tools.js';
import { inFunctions, partsInFunctions } from '../upstream/older-functions.js';
import { noteUsage } from '../upstream/note-usage.js';
import { fromGeminiAnswer } from './from-gemini-answer.js';
import { fromGeminiStream } from './from-gemini-stream.js';
import type { GeminiCallContext, GeminiClient } from './gemini-client.js';
import {
  readGeminiEmbeddings,
  toEmbeddings,
  toGeminiEmbeddings,
  usageOf,
  type GeminiEmbeddings,
} from './gemini-embeddings.js';
import { chunksIn } from './chunks-in.js';
import { readModelPage } from './gemini-models.js';
import { GeminiNative } from './gemini-native.js';
import { fromUsageMetadata } from './gemini-usage.js';
import { bareModelName, requireModelName } from './gemini-model-name.js';
import { geminiNames, toGeminiRequest } from './to-gemini-request.js';

/** The adapter of Gemini's own API. */
export class GeminiProvider implements LlmProvider {
  readonly generateContent: NativeGenerateContent;

  constructor(
    readonly definition: ProviderDefinition,
    readonly settings: ProviderSettings,
    private readonly client: GeminiClient,
    private readonly clock: Clock,
  ) {
    this.generateContent = new GeminiNative(client, (request, attempt) => this.contextOf(request, attempt));
  }

  wireRequest(request: CompletionRequest): object {
    requireModelName(request.model);
    return toGeminiRequest(request);
  }

  async complete(request: CompletionRequest, attempt: Attempt): Promise<Completion> {
    requireModelName(request.model);
    const context = this.contextOf(request, attempt);
    const names = geminiNames();
    const body = toGeminiRequest(request, names);
    const answer = await this.client.generateContent(request.model, body, context);
    noteUsage(answer, ({ usageMetadata }) => fromUsageMetadata(usageMetadata), attempt);
    const chunks = chunksIn(answer);
    const completion = chunks
      ? await joinParts(fromGeminiStream(chunks, context, attempt.signal), attempt.notePart)
      : fromGeminiAnswer(answer, context);
    return inFunctions(inCustomCalls(names.toOwn(completion), request), request);
  }

  async *stream(request: CompletionRequest, attempt: Attempt): AsyncIterable<StreamPart> {
    requireModelName(request.model);
    const context = this.contextOf(request, attempt);
    const names = geminiNames();
    const body = toGeminiRequest(request, names);
    const chunks = this.client.streamGenerateContent(request.model, body, context);
    const parts = names.toOwnParts(fromGeminiStream(chunks, context, attempt.signal));
    yield* partsInFunctions(partsInCustomCalls(parts, request), request);
  }

  async embed(request: EmbeddingRequest, attempt: Attempt): Promise<Embeddings> {
    requireModelName(request.model);
    const context = this.contextOf(request, attempt);
    const batches = toGeminiEmbeddings(request);
    const read: GeminiEmbeddings[] = [];
    for (const batch of batches) {
      const answer = await this.client.batchEmbedContents?.(request.model, batch, context);
      read.push(readGeminiEmbeddings(answer, batch.requests.length, context.call));
      const usage = usageOf(read);
      if (usage) attempt.noteUsage?.({ ...usage, completion_tokens: 0 });
    }
    return toEmbeddings(read, request.model);
  }

  wireEmbed(request: EmbeddingRequest): object {
    requireModelName(request.model);
    return toGeminiEmbeddings(request)[0] ?? { requests: [] };
  }

  async countTokens(request: CompletionRequest, attempt: Attempt): Promise<number> {
    const { model } = request;
    const counted = await this.generateContent.countTokens(
      { model, body: this.wireCount(request), headers: {} },
      attempt,
    );
    return counted.body['totalTokens'] as number;
  }

  wireCount(request: CompletionRequest): Readonly<Record<string, unknown>> {
    const model = `models/${bareModelName(request.model)}`;
    return { generateContentRequest: { model, ...toGeminiRequest(request) } };
  }

  listModels(attempt: Attempt): Promise<readonly ListedModel[]> {
    const context = this.contextOf({ model: '' }, attempt);
    const readPage = async (pageToken: string | null) =>
      readModelPage(await this.client.listModels?.(pageToken, context), context.call);
    return listInPages(readPage, context.call);
  }

  private contextOf(
    request: ModelRequest,
    { signal, requestId, apiKey, headers, meterAnswer, noteLimits }: Attempt,
  ): GeminiCallContext & { readonly progress: AnswerProgress } {
    const { definition, settings, clock } = this;
    const call = { definition, settings, apiKey, request, nowMs: clock.nowMs(), noteLimits };
    return { signal, requestId, headers, call, meterAnswer, progress: new AnswerProgress() };
  }
}

/** Makes the adapter from the catalogue's entry. */
export function createGeminiProvider(
  { definition, settings }: ConfiguredProvider,
  client: GeminiClient,
  clock: Clock,
): LlmProvider {
  return new GeminiProvider(definition, settings, client, clock);
}
