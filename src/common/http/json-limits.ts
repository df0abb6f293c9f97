import { isAscii, isUtf8 } from 'node:buffer';
import { parse, scan } from 'secure-json-parse';
import { GatewayError } from '../errors.js';
import { parseJsonInTurns } from '../json-in-turns.js';
import { turnOfLargeWork } from '../large-work.js';
import { parseSparseJson } from './sparse-json.js';
import { JsonShape, SUSPECT_NAMES, type JsonShapeLimits } from './json-shape.js';

/** So many bytes are looked at, about a millisecond, before other work gets its turn. */
const BYTES_PER_TURN = 256 * 1024;

const TOO_MANY: Readonly<Record<keyof JsonShapeLimits, string>> = Object.freeze({
  maxDepth: 'is nested too deeply: at most # levels are accepted',
  maxValues: 'has too many values: at most # are accepted',
  maxFields: 'has too many fields: at most # are accepted',
  maxNodes: 'has too many texts, names, arrays and objects: at most # are accepted',
});

/**
 * Turns the bytes of a request body into the JSON object they stand for.
 *
 * Refused as `request.malformed`: an empty body, one that is over the limits of its shape, bytes that are not UTF-8,
 * text that is not JSON, an own key `__proto__` or `constructor` with a `prototype`, at any depth and however escaped.
 * JSON that is not an object is `request.invalid`. No message quotes the body. Of duplicate keys the last one counts,
 * and nothing downstream sees the others.
 */
export async function parseJsonBody(bytes: Uint8Array, limits: JsonShapeLimits): Promise<object> {
  // before parsing: the scan stops at the first level or value too many, whatever the size of the body
  if (bytes.length <= BYTES_PER_TURN) return parseSmallJsonBody(bytes, limits);
  const exceeded = await exceededJsonLimit(bytes, limits);
  if (exceeded !== null) throw tooMuch(exceeded, limits);
  const body = await parseLargeObject(decodeUtf8(bytes));
  // What is done with a large one takes its own time.
  await turnOfLargeWork();
  return body;
}

/**
 * The same for a small body, at once.
 * @throws GatewayError as `parseJsonBody` does.
 */
export function parseSmallJsonBody(bytes: Uint8Array, limits: JsonShapeLimits): object {
  if (bytes.length === 0) throw empty();
  const shape = new JsonShape(limits);
  const exceeded = shape.add(bytes);
  if (exceeded !== null) throw tooMuch(exceeded, limits);
  const { apart, mayNameForbidden } = shape;
  if (apart.length > 0) {
    const value = parseSparseJson(asBuffer(bytes), apart, (text) => parseSafely(text, mayNameForbidden));
    if (isJsonObject(value)) return value;
  }
  return parseObject(decodeUtf8(bytes), mayNameForbidden);
}

/** The limit that is exceeded, if one is. The bytes need not be valid JSON. Other work gets its turn in between. */
export async function exceededJsonLimit(
  json: Uint8Array,
  limits: JsonShapeLimits,
): Promise<keyof JsonShapeLimits | null> {
  const shape = new JsonShape(limits);
  for (let at = 0; at < json.length; at += BYTES_PER_TURN) {
    if (at > 0) await turnOfLargeWork();
    const exceeded = shape.add(json.subarray(at, at + BYTES_PER_TURN));
    if (exceeded !== null) return exceeded;
  }
  return null;
}

const BYTE_ORDER_MARK = 0xef;

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function decodeUtf8(bytes: Uint8Array): string {
  const buffer = asBuffer(bytes);
  // Most are no more than ASCII, for which nothing has to be decoded.
  if (isAscii(buffer)) return buffer.toString('latin1');
  if (bytes[0] !== BYTE_ORDER_MARK && isUtf8(buffer)) return buffer.toString('utf8');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('The request body is not valid UTF-8.');
  }
}

function parseObject(text: string, mayNameForbidden: boolean): object {
  const value = parseSafely(text, mayNameForbidden);
  if (isJsonObject(value)) return value;
  if (value === null && text.trim() !== 'null') {
    throw forbiddenKey(forbiddenKeyIn(text));
  }
  throw notAnObject();
}

async function parseLargeObject(text: string): Promise<object> {
  await turnOfLargeWork();
  let isSuspect = false;
  const onName = (name: string) => void (isSuspect ||= SUSPECT_NAMES.has(name));
  const value = await parseJsonInTurns(text, { onName, keepsNumbers: true }).catch((error: unknown) => {
    throw notJson(error);
  });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notAnObject();
  if (!isSuspect || scan(value, { safe: true }) !== null) return value;
  const hasProto = scan(value, { safe: true, constructorAction: 'ignore' }) === null;
  throw forbiddenKey(hasProto ? '__proto__' : 'constructor');
}

function isJsonObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** With `safe`, the parser answers `null` instead of a value that has a forbidden key. */
function parseSafely(text: string, mayNameForbidden: boolean): unknown {
  try {
    return mayNameForbidden ? parse(text, { safe: true }) : (JSON.parse(text) as unknown);
  } catch (error) {
    throw notJson(error);
  }
}

function forbiddenKeyIn(text: string): string {
  return parse(text, { safe: true, constructorAction: 'ignore' }) === null ? '__proto__' : 'constructor';
}

function empty(): GatewayError {
  return malformed('The request body is empty. Send a JSON object.');
}

function tooMuch(exceeded: keyof JsonShapeLimits, limits: JsonShapeLimits): GatewayError {
  return malformed(`The request body ${TOO_MANY[exceeded].replace('#', String(limits[exceeded]))}.`);
}

function notJson(error: unknown): GatewayError {
  return malformed(`The request body is not valid JSON${positionIn(error)}.`);
}

function notAnObject(): GatewayError {
  return new GatewayError('request.invalid', 'The request body must be a JSON object.');
}

function forbiddenKey(name: string): GatewayError {
  return malformed(`The request body uses the key "${name}", which is not accepted.`);
}

/** V8 names the position at the very end of its message; what stands before that may quote the body. */
function positionIn(error: unknown): string {
  const match =
    error instanceof Error ? / at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(error.message) : null;
  return match === null ? '' : ` (at character ${match[1]})`;
}

function malformed(message: string): GatewayError {
  return new GatewayError('request.malformed', message);
}
