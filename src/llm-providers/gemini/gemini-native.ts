import { joinParts } from '../../port/join-parts.js';
import type { ModelRequest, StreamPart } from '../../port/canonical.js';
import type { Attempt } from '../../port/llm-provider.js';
import type { NativeGenerateContent, NativeResult } from '../../port/native-generate-content.js';
import type { NativeAnswer, NativeRequest } from '../../port/native-messages.js';
import { firstTokenCount, tokenCountIn } from '../../port/token-count.js';
import type { AnswerProgress } from '../upstream/answer-progress.js';
import { noteUsage } from '../upstream/note-usage.js';
import { invalidResponse } from '../upstream/upstream-failure.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';
import { fromGeminiAnswer } from './from-gemini-answer.js';
import { fromGeminiStream } from './from-gemini-stream.js';
import type { GeminiCallContext, GeminiClient } from './gemini-client.js';
import { errorIn, fromGeminiError } from './gemini-errors.js';
import { requireModelName } from './gemini-model-name.js';
import { GeminiTap } from './gemini-tap.js';
import { fromUsageMetadata } from './gemini-usage.js';
import { chunksIn } from './chunks-in.js';
import { inOwnWords } from './own-words.js';
import { withCheckedCalls } from './unsigned-calls.js';

type Context = GeminiCallContext & { readonly progress: AnswerProgress };
/** What a call needs of an attempt. */
type ContextOf = (request: ModelRequest, attempt: Attempt) => Context;

/** Gemini's API as its callers write it, with a tap for usage, end and errors. */
export class GeminiNative implements NativeGenerateContent {
  constructor(
    private readonly client: GeminiClient,
    private readonly contextOf: ContextOf,
  ) {}

  wireRequest({ model, body }: NativeRequest): object {
    return withCheckedCalls(body, model);
  }

  async complete(request: NativeRequest, attempt: Attempt): Promise<NativeAnswer> {
    const { model, body, context } = this.prepared(request, attempt);
    const { answer, text } = await withText(context, (noted) =>
      this.client.generateContent(model, withCheckedCalls(body, model), noted),
    );
    noteUsage(answer, ({ usageMetadata }) => fromUsageMetadata(usageMetadata), attempt);
    const asked = { ...context, isNative: true };
    const chunks = chunksIn(answer);
    if (chunks)
      return {
        completion: await joinParts(fromGeminiStream(chunks, asked, attempt.signal), attempt.notePart),
        body: null,
      };
    const completion = fromGeminiAnswer(answer, asked);
    return { completion, ...this.own(answer, text, context) };
  }

  async *stream(request: NativeRequest, attempt: Attempt): AsyncIterable<StreamPart> {
    const { model, body, context } = this.prepared(request, attempt);
    const tap = new GeminiTap(context.call);
    const { noteText } = tap;
    const chunks = this.client.streamGenerateContent(model, withCheckedCalls(body, model), {
      ...context,
      noteText,
    });
    const asked = { ...context, isNative: true };
    for await (const part of fromGeminiStream(tap.seeing(chunks), asked, attempt.signal)) {
      yield tap.tapped(part);
    }
  }

  async countTokens(request: NativeRequest, attempt: Attempt): Promise<NativeResult> {
    const { model, body, context } = this.prepared(request, attempt);
    const { answer, text } = await withText(context, async (noted) =>
      this.client.countTokens?.(model, body, noted),
    );
    const { totalTokens } = requireResult(answer, context);
    if (tokenCountIn(totalTokens) === null)
      throw invalidResponse('its count of tokens is none', context.call);
    return { body: answer as Fields, usage: null, ...(text !== null && { text }) };
  }

  async embed(
    method: 'embedContent' | 'batchEmbedContents',
    request: NativeRequest,
    attempt: Attempt,
  ): Promise<NativeResult> {
    const { model, body, context } = this.prepared(request, attempt);
    const { answer, text } = await withText(context, async (noted) =>
      this.client[method]?.(model, body, noted),
    );
    const { embedding, embeddings, usageMetadata } = requireResult(answer, context);
    if (!(isObject(embedding) || Array.isArray(embeddings)))
      throw invalidResponse('its answer has no embedding', context.call);
    const { promptTokenCount, totalTokenCount } = isObject(usageMetadata) ? usageMetadata : {};
    const tokens = firstTokenCount(promptTokenCount, totalTokenCount);
    const usage =
      tokens === null ? null : { prompt_tokens: tokens, completion_tokens: 0, total_tokens: tokens };
    return { body: answer as Fields, usage, ...(text !== null && { text }) };
  }

  private prepared({ model, body }: NativeRequest, attempt: Attempt) {
    requireModelName(model);
    return { model, body, context: this.contextOf({ ...body, model }, attempt) };
  }

  private own(answer: unknown, text: string | null, { call }: Context): Omit<NativeAnswer, 'completion'> {
    if (!isObject(answer)) return { body: null };
    const body = inOwnWords(answer, call);
    return { body, ...(body === answer && text !== null && { text }) };
  }
}

/** What is answered, and the JSON that it came as; `null` = a client that does not tell. */
async function withText(
  context: Context,
  ask: (context: Context) => Promise<unknown>,
): Promise<{ readonly answer: unknown; readonly text: string | null }> {
  let text: string | null = null;
  const answer = await ask({ ...context, noteText: (json) => void (text = json) });
  return { answer, text };
}

/** @throws GatewayError what an answer of HTTP 200 reports, or `provider.invalid_response` where it is none. */
function requireResult(answer: unknown, { call }: Context): Fields {
  const error = errorIn(answer);
  if (error !== null) throw fromGeminiError({ status: null, error }, call);
  if (!isObject(answer)) throw invalidResponse('its answer is not a JSON object', call);
  return answer;
}
