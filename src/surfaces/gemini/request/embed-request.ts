import { GatewayError } from '../../../common/errors.js';
import { isObject, type Fields } from '../../../common/fields.js';
import type { EmbeddingRequest, Embeddings } from '../../../port/canonical.js';
import { toContent } from './generate-request.js';
import { Losses } from './losses.js';
import { A_NUMBER, OBJECTS } from '../../checks-of-fields.js';
import { refused, requireFit, requireModelName } from './request-checks.js';
import { fieldsOf } from './wire-names.js';

/** A checked body of `:embedContent` or `:batchEmbedContents`. */
export interface EmbedBody {
  /** As the address names it. */
  readonly model: string;
  /** What is asked for, one or more, under the names of Google's documents. */
  readonly requests: readonly Fields[];
  readonly isBatch: boolean;
}

/** The same in canonical words. */
export interface TranslatedVectors {
  readonly request: EmbeddingRequest;
  readonly losses: Losses;
}

/** A vector as Gemini writes it. */
export interface Vector {
  readonly values: readonly number[];
}

const READ: ReadonlySet<string> = new Set(['model', 'content', 'outputDimensionality', 'embedContentConfig']);

/** @throws GatewayError `request.invalid`, with the first wrong field. */
export function parseEmbedRequest(model: string, body: unknown): EmbedBody {
  return { model: requireModelName(model), requests: [requireContent(body, 'content')], isBatch: false };
}

/** The same for several. */
export function parseBatchRequest(model: string, body: unknown): EmbedBody {
  requireModelName(model);
  const { requests } = fieldsOf(body);
  requireFit(requests ?? 0, 'requests', OBJECTS);
  const list = requests as readonly Fields[];
  if (list.length === 0) throw refused('requests', 'missing', "'requests' must hold at least one request.");
  const all = list.map((one, at) => requireContent(one, `requests[${at}].content`));
  return { model, requests: all, isBatch: true };
}

function requireContent(body: unknown, path: string): Fields {
  const fields = withConfig(body);
  const { content } = fields;
  if (!isObject(content)) throw refused(path, 'missing', `'${path}' must be an object with parts.`);
  if (toContent(content, path).parts.length === 0)
    throw refused(path, 'missing', `'${path}' must hold at least one part.`);
  requireFit(fields['outputDimensionality'], path.replace(/content$/, 'outputDimensionality'), A_NUMBER);
  return fields;
}

/** Newer clients put what is asked for into a field of its own. */
function withConfig(body: unknown): Fields {
  const { embedContentConfig, ...fields } = fieldsOf(body);
  return { ...fields, ...fieldsOf(embedContentConfig) };
}

/**
 * Texts, of which the first one's dimensions are those of all. An error comes back where it is something else: it is the
 * fault of those alone who need this.
 */
export function toEmbedding({ model, requests, isBatch }: EmbedBody): TranslatedVectors | GatewayError {
  const losses = new Losses();
  const told = new Set(READ);
  for (const [at, fields] of requests.entries()) {
    const names = Object.keys(fields);
    losses.dropsOthers(names, told, isBatch ? `requests[${at}].` : '');
    // Of a hundred with the same field the first is told.
    for (const name of names) told.add(name);
  }
  const [{ outputDimensionality: dimensions } = {} as Fields] = requests;
  if (requests.some((one) => one['outputDimensionality'] !== dimensions))
    return untold('requests', 'All requests of a batch must have one outputDimensionality for this model.');
  const input = requests.map(({ content }) => textOf(content));
  const other = input.indexOf(null);
  if (other !== -1) {
    const path = isBatch ? `requests[${other}].content` : 'content';
    return untold(path, `'${path}' must hold parts with a text, and no others, for this model.`);
  }
  const texts = input as string[];
  return {
    request: { model, input: texts, ...(typeof dimensions === 'number' && { dimensions }) },
    losses,
  };
}

/** What rules and estimates read of a request that goes as it came. */
export function toVectorsOutline({ model, requests }: EmbedBody): EmbeddingRequest {
  return { model, input: requests.map(({ content }) => textOf(content) ?? '') };
}

/** `null` = there is more than text in it. */
function textOf(content: unknown): string | null {
  const texts = toContent(content as Fields, '').parts.map(({ text }) => text);
  return texts.every((text) => typeof text === 'string') ? texts.join('') : null;
}

function untold(path: string, message: string): GatewayError {
  return new GatewayError('request.invalid', message, {
    param: path,
    fault: 'unsupported',
    mayWorkElsewhere: true,
  });
}

/** The vectors in the order of their texts. */
export function toVectors({ data }: Embeddings): Vector[] {
  return data
    .toSorted((one, other) => one.index - other.index)
    .map(({ embedding }) => ({ values: typeof embedding === 'string' ? floatsIn(embedding) : embedding }));
}

/** The bytes of float32s with the lowest first. */
function floatsIn(base64: string): number[] {
  const bytes = Buffer.from(base64, 'base64');
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_none, at) => bytes.readFloatLE(at * 4));
}
