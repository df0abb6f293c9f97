import type { Script } from '../scripted-upstream/exchange.js';
import type { JsonObject } from '../scripted-upstream/recorded-request.js';
import { answerJson } from '../scripted-upstream/scripts.js';
import { invalidRequest, OpenAiRefusal } from './openai-error.js';
import type { OpenAiReply } from './openai-reply.js';
import { checkKnownFields, checkKey } from './openai-rules.js';

/** By the name of the model, the numbers in a vector of it. */
const MODELS: ReadonlyMap<unknown, number> = new Map([
  ['text-embedding-3-small', 1536],
  ['text-embedding-3-large', 3072],
  ['text-embedding-ada-002', 1536],
]);
const FIELDS: ReadonlySet<string> = new Set(['model', 'input', 'encoding_format', 'dimensions', 'user']);
const MAX_INPUTS = 2048;

/** Answers a request for embeddings as OpenAI would, but for what `reply` says of usage and vectors. */
export function embeddingsScript(apiKey: string, { usage, embeddings }: OpenAiReply): Script {
  return async (exchange) => {
    checkKey(exchange.request, apiKey);
    const body = exchange.request.body ?? {};
    const size = checkEmbeddingRequest(body);
    const inputs = inputsIn(body['input']);
    const vectors = inputs.map((input) => vectorOf(input, size));
    const format = embeddings?.format ?? body['encoding_format'] ?? 'float';
    const tokens = inputs.reduce<number>((sum, input) => sum + countTokens(input), 0);
    const data = vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: format === 'base64' ? toBase64(vector) : vector,
    }));
    const counted = { prompt_tokens: tokens, total_tokens: tokens };
    await answerJson(200, {
      object: 'list',
      data: data.slice(0, embeddings?.count ?? Infinity),
      model: body['model'],
      ...(usage !== 'missing' && { usage: counted }),
      ...embeddings?.more,
    })(exchange);
  };
}

/** What the double makes of a text or of tokens: numbers that a float32 holds exactly. */
export function vectorOf(input: unknown, size: number): number[] {
  const text = JSON.stringify(input);
  return Array.from({ length: size }, (_, at) => ((text.charCodeAt(at % text.length) * (at + 1)) % 64) / 64);
}

function checkEmbeddingRequest(body: JsonObject): number {
  checkKnownFields(body, FIELDS);
  const { model, input, dimensions, encoding_format: format = 'float' } = body;
  const size = MODELS.get(model);
  if (size === undefined) throw noSuchModel(String(model));
  if (format !== 'float' && format !== 'base64') {
    throw invalidRequest(`Invalid value: '${String(format)}'.`, 'encoding_format', 'invalid_value');
  }
  const inputs = inputsIn(input);
  if (input === '' || inputs.length === 0 || inputs.length > MAX_INPUTS || inputs.includes('')) {
    throw invalidRequest("'$.input' is invalid.", null, null);
  }
  if (dimensions === undefined) return size;
  if (model === 'text-embedding-ada-002') {
    throw invalidRequest('This model does not support specifying dimensions.', 'dimensions', null);
  }
  return Number(dimensions);
}

function noSuchModel(name: string): OpenAiRefusal {
  const message = `The model \`${name}\` does not exist or you do not have access to it.`;
  return new OpenAiRefusal(404, {
    message,
    type: 'invalid_request_error',
    param: null,
    code: 'model_not_found',
  });
}

function inputsIn(input: unknown): readonly unknown[] {
  return Array.isArray(input) && typeof input[0] !== 'number' ? (input as readonly unknown[]) : [input];
}

function countTokens(input: unknown): number {
  return Array.isArray(input) ? input.length : String(input).split(/\s+/).length;
}

function toBase64(vector: readonly number[]): string {
  return Buffer.from(new Float32Array(vector).buffer).toString('base64');
}
