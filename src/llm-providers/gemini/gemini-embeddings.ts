import type { Embeddings, EmbeddingRequest, EmbeddingUsage } from '../../port/canonical.js';
import { firstTokenCount } from '../../port/token-count.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import { isObject, objectsOf } from '../upstream/wire-fields.js';
import { errorIn, fromGeminiError } from './gemini-errors.js';
import { bareModelName } from './gemini-model-name.js';
import { unsupported } from './unsupported.js';

/** Texts in one request, at most: geldata/gel#9032, read 2026-11-28. */
const MAX_TEXTS = 100;

/**
 * A request of `batchEmbedContents`. Source: ai.google.dev/api, BatchEmbedContentsResponse; its `usageMetadata` was seen in
 * clients only (gproxy-protocol 4.1.14), and is unconfirmed; read 2026-11-28.
 */
export interface GeminiEmbeddingRequest {
  readonly requests: readonly {
    readonly model: string;
    readonly content: { readonly parts: readonly [{ readonly text: string }] };
    readonly outputDimensionality?: number;
  }[];
}

/** What one such request was answered with. */
export interface GeminiEmbeddings {
  readonly vectors: readonly (readonly number[])[];
  /** `null` = not told, as by older models. */
  readonly promptTokens: number | null;
}

/**
 * The texts in as many requests as they need.
 * @throws GatewayError `provider.rejected` for tokens: they are those of another provider's tokenizer.
 */
export function toGeminiEmbeddings({
  input,
  model,
  dimensions,
}: EmbeddingRequest): readonly GeminiEmbeddingRequest[] {
  const texts: readonly unknown[] = typeof input === 'string' ? [input] : input;
  const requests = texts.map((text) => {
    if (typeof text !== 'string') throw unsupported('it takes texts, and no arrays of tokens', 'input');
    return {
      model: `models/${bareModelName(model)}`,
      content: { parts: [{ text }] as const },
      ...(typeof dimensions === 'number' && { outputDimensionality: dimensions }),
    };
  });
  const count = Math.ceil(requests.length / MAX_TEXTS);
  return Array.from({ length: count }, (_, at) => ({
    requests: requests.slice(at * MAX_TEXTS, (at + 1) * MAX_TEXTS),
  }));
}

/**
 * The vectors of one request's texts, in their order.
 * @throws GatewayError what the answer reports, or `provider.invalid_response` where it is none, or not of all texts.
 */
export function readGeminiEmbeddings(body: unknown, texts: number, call: UpstreamCall): GeminiEmbeddings {
  const error = errorIn(body);
  if (error !== null) throw fromGeminiError({ status: null, error }, call);
  if (!isObject(body)) throw invalidResponse('its answer is not a JSON object', call);
  const { embeddings, usageMetadata: counted } = body;
  const vectors = objectsOf(embeddings).map(({ values }) => values);
  if (vectors.length !== texts) {
    throw invalidResponse(`its answer has ${vectors.length} embeddings for ${texts} inputs`, call);
  }
  if (!vectors.every(isVector)) throw invalidResponse('its answer has an embedding that is no vector', call);
  const { promptTokenCount, totalTokenCount } = isObject(counted) ? counted : {};
  return { vectors, promptTokens: firstTokenCount(promptTokenCount, totalTokenCount) };
}

/** The vectors of all requests as those of one. */
export function toEmbeddings(read: readonly GeminiEmbeddings[], model: string): Embeddings {
  const usage = usageOf(read);
  const vectors = read.flatMap((one) => one.vectors);
  return {
    object: 'list',
    data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
    model: bareModelName(model),
    ...(usage && { usage }),
  };
}

/** Of the requests that have been answered; `null` = one of them was not counted. */
export function usageOf(read: readonly GeminiEmbeddings[]): EmbeddingUsage | null {
  let tokens = 0;
  for (const { promptTokens } of read) {
    if (promptTokens === null) return null;
    tokens += promptTokens;
  }
  return { prompt_tokens: tokens, total_tokens: tokens };
}

function isVector(values: unknown): values is readonly number[] {
  return Array.isArray(values) && values.length > 0 && values.every((value) => typeof value === 'number');
}
