import { isObject, type Fields } from '../../../common/fields.js';
import type { EmbeddingRequest, Embeddings } from '../../../port/canonical.js';
import { toContent } from './generate-request.js';
import { Losses } from './losses.js';
import { OBJECTS } from '../../checks-of-fields.js';
import { refused, requireFit, requireModelName } from './request-checks.js';
import { fieldsOf } from './wire-names.js';

/** A checked body of `:embedContent` or `:batchEmbedContents`, in canonical words. */
export interface EmbedBody {
  readonly request: EmbeddingRequest;
  readonly losses: Losses;
  readonly isBatch: boolean;
}

/** A vector as Gemini writes it. */
export interface Vector {
  readonly values: readonly number[];
}

const READ: ReadonlySet<string> = new Set(['model', 'content', 'outputDimensionality', 'embedContentConfig']);

/** @throws GatewayError `request.invalid`, with the first wrong field. */
export function parseEmbedRequest(model: string, body: unknown): EmbedBody {
  return { ...toEmbedding(model, [body], ''), isBatch: false };
}

/** The same for several texts; the first one's dimensions are those of all. */
export function parseBatchRequest(model: string, body: unknown): EmbedBody {
  const { requests } = fieldsOf(body);
  requireFit(requests ?? 0, 'requests', OBJECTS);
  const list = requests as readonly Fields[];
  if (list.length === 0) throw refused('requests', 'missing', "'requests' must hold at least one request.");
  return { ...toEmbedding(model, list, 'requests'), isBatch: true };
}

function toEmbedding(model: string, bodies: readonly unknown[], path: string): Omit<EmbedBody, 'isBatch'> {
  requireModelName(model);
  const losses = new Losses();
  const all = bodies.map(withConfig);
  for (const fields of all) losses.dropsOthers(Object.keys(fields), READ);
  const input = all.map(({ content }, at) =>
    textOf(content, path === '' ? 'content' : `${path}[${at}].content`),
  );
  const [{ outputDimensionality: dimensions } = {} as Fields] = all;
  if (all.some((one) => one['outputDimensionality'] !== dimensions))
    throw refused('requests', 'unsupported', 'All requests of a batch must have one outputDimensionality.');
  return { request: { model, input, ...(typeof dimensions === 'number' && { dimensions }) }, losses };
}

/** Newer clients put what is asked for into a field of its own. */
function withConfig(body: unknown): Fields {
  const { embedContentConfig, ...fields } = fieldsOf(body);
  return { ...fields, ...fieldsOf(embedContentConfig) };
}

function textOf(content: unknown, path: string): string {
  if (!isObject(content)) throw refused(path, 'missing', `'${path}' must be an object with parts.`);
  const texts = toContent(content, path).parts.map(({ text }) => text);
  if (texts.length === 0 || texts.some((text) => typeof text !== 'string'))
    throw refused(path, 'unsupported', `'${path}' must hold parts with a text, and no others.`);
  return texts.join('');
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
