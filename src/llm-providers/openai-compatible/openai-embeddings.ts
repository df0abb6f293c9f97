import type {
  CompletionUsage,
  Embedding,
  Embeddings,
  EmbeddingRequest,
  EmbeddingUsage,
} from '../../port/canonical.js';
import { firstTokenCount } from '../../port/token-count.js';
import { isReport } from '../upstream/failure-report.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import { isObject, modelNameIn, objectsOf, placeIn, type Fields } from '../upstream/wire-fields.js';
import { fromWireError } from './openai-compatible-failure.js';
import { reportedError } from './reported-error.js';

/** A text, or an array of tokens, is one input. */
function countInputs(input: EmbeddingRequest['input']): number {
  return Array.isArray(input) && typeof input[0] !== 'number' ? input.length : 1;
}

/**
 * The vectors of all inputs, with all that the provider wrote beside them.
 * @throws GatewayError what the answer reports, or `provider.invalid_response` where it is none, or not of all inputs.
 */
export function readEmbeddings(answer: unknown, request: EmbeddingRequest, call: UpstreamCall): Embeddings {
  if (!isObject(answer)) throw invalidResponse('its answer is not a JSON object', call);
  const found = objectsOf(answer['data']);
  const error = reportedError(answer, found.length > 0);
  if (error !== null || isReport(answer)) throw fromWireError(null, error ?? answer, call);
  const inputs = countInputs(request.input);
  if (found.length !== inputs) {
    throw invalidResponse(`its answer has ${found.length} embeddings for ${inputs} inputs`, call);
  }
  const { usage: reported, ...rest } = answer;
  const usage = readUsage(reported);
  return {
    ...rest,
    object: 'list',
    data: inPlaces(found).map((one) => readEmbedding(one, request, call)),
    model: modelNameIn(answer['model'], call),
    ...(usage && { usage }),
  };
}

/** As the bill of a call wants it; `null` = nothing was counted. */
export function fromEmbeddingUsage(wire: unknown): CompletionUsage | null {
  const usage = readUsage(wire);
  return usage && { ...usage, completion_tokens: 0 };
}

/** Of the two counts, which are the same here, a server may name one alone. */
function readUsage(wire: unknown): EmbeddingUsage | null {
  if (!isObject(wire)) return null;
  const { prompt_tokens: prompt, input_tokens: input, total_tokens: total } = wire;
  const counted = firstTokenCount(prompt, input, total);
  if (counted === null) return null;
  return { ...wire, prompt_tokens: counted, total_tokens: firstTokenCount(total, counted) ?? counted };
}

type Placed = Fields & { readonly index: number };

/**
 * In the order of the inputs, as OpenAI has them: most clients read them so, and not by their places. Where the places
 * are not those of the inputs, each once, they came in that order.
 */
function inPlaces(found: readonly Fields[]): Placed[] {
  const places = new Set(found.map(({ index }) => placeIn(index)));
  const isWhole = found.every((_one, at) => places.has(at));
  const placed = found.map((one, at) => ({ ...one, index: (isWhole ? placeIn(one['index']) : at) ?? at }));
  return placed.toSorted((one, other) => one.index - other.index);
}

function readEmbedding(
  one: Fields,
  { encoding_format: format }: EmbeddingRequest,
  call: UpstreamCall,
): Embedding {
  const vector = one['embedding'];
  const isKnown = typeof vector !== 'string' || format === 'base64' || holdsFloats(vector);
  if (isVector(vector) && isKnown) return { ...one, object: 'embedding' } as unknown as Embedding;
  throw invalidResponse('its answer has an embedding that is no vector', call);
}

function isVector(value: unknown): boolean {
  if (typeof value === 'string') return BASE64.test(value);
  return Array.isArray(value) && value.length > 0 && value.every((item) => Number.isFinite(item));
}

/** Who did not ask for base64 needs numbers of it, which JSON has. */
function holdsFloats(base64: string): boolean {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length % FLOAT_BYTES !== 0) return false;
  for (let at = 0; at < bytes.length; at += FLOAT_BYTES) {
    if (!Number.isFinite(bytes.readFloatLE(at))) return false;
  }
  return true;
}

const FLOAT_BYTES = 4;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
