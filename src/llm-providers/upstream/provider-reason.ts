import { isObject, type Fields } from '../../common/fields.js';
import { pageTitle } from './page-title.js';

/** Why a provider refused or failed, in its own words: nothing of it is fit to be shown before it is scrubbed. */
export interface ProviderReason {
  /** `null` = it gave none that could be found. */
  readonly message: string | null;
  /** The name of the failure, such as `model_not_found`; a number as its digits. */
  readonly code: string | null;
  /** The name of its kind, such as `invalid_request_error` or `PERMISSION_DENIED`. */
  readonly type: string | null;
  /** The field at fault, or the path to it. */
  readonly param: string | null;
  /** A status of HTTP that stands in the body. */
  readonly status: number | null;
  /** The object that tells of the failure, for what one provider alone has; empty where there is none. */
  readonly fields: Fields;
  /** The body is a web page: the message is its title. */
  readonly isPage: boolean;
}

export const NO_REASON: ProviderReason = Object.freeze({
  message: null,
  code: null,
  type: null,
  param: null,
  status: null,
  fields: Object.freeze({}),
  isPage: false,
});

const MAX_MESSAGE = 4_000;
/** A larger body is not parsed for its reason; real ones have a few hundred bytes. */
const MAX_BODY = 256 * 1024;
const MAX_NAME = 200;
const MAX_DEPTH = 6;
const MAX_ITEMS = 5;

/**
 * The reason in the body of a failure, whatever its shape: parsed JSON, or a text that may be JSON, a web page or plain
 * words. Never throws.
 *
 * Shapes and who sends them: `error` as an object (OpenAI, Anthropic, Google), as a text (xAI, Ollama, Hugging Face), as
 * an array of texts; an array around it (Google's compatible endpoint); `detail` as a text or a list of `{loc, msg}`
 * (FastAPI, Mistral); `errors[]` (Cloudflare); `message` as an object (Mistral) or flat beside `code` (vLLM, SiliconFlow);
 * JSON inside a text (OpenRouter's `metadata.raw`). Read in their issue trackers and documents, 2026-11-28.
 */
export function readProviderReason(body: unknown): ProviderReason {
  return read(body, 0) ?? { ...NO_REASON, fields: fieldsIn(body) };
}

/** Of a failure without a word or a name. */
function fieldsIn(body: unknown): Fields {
  if (typeof body === 'string') return fieldsIn(parsed(body));
  if (!isObject(body)) return NO_REASON.fields;
  return isObject(body['error']) ? body['error'] : body;
}

function read(body: unknown, depth: number): ProviderReason | null {
  if (depth > MAX_DEPTH) return null;
  if (typeof body === 'string') return readText(body, depth);
  if (Array.isArray(body)) return readList(body, depth);
  return isObject(body) ? readObject(body, depth) : null;
}

function readText(text: string, depth: number): ProviderReason | null {
  const value = parsed(text);
  if (value !== undefined) return read(value, depth + 1);
  // JSON that is cut, or too long: a body, and no words.
  if (text.slice(0, 16).trimStart().startsWith('{')) return null;
  const title = pageTitle(text);
  if (title !== null) return { ...NO_REASON, message: nonEmpty(title), isPage: true };
  const words = text.slice(0, MAX_MESSAGE).trim();
  return words === '' ? null : { ...NO_REASON, message: words };
}

/** `undefined` = the text is no JSON. */
function parsed(text: string): unknown {
  if (text.length > MAX_BODY) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The first that has a name or a path, with the words of the first few. */
function readList(list: readonly unknown[], depth: number): ProviderReason | null {
  const reasons = list.slice(0, MAX_ITEMS).flatMap((item) => read(item, depth + 1) ?? []);
  const [first] = reasons;
  if (!first) return null;
  const words = reasons.flatMap(({ message }) => message ?? []);
  return { ...first, message: words.length === 0 ? null : words.join('; ').slice(0, MAX_MESSAGE) };
}

/** Where the words may stand, in the order in which they are believed. */
const WORDS = [
  'message',
  'error',
  'detail',
  'errors',
  'msg',
  'error_description',
  'error_message',
  'errorMessage',
  'Message',
  'reason',
  'title',
] as const;

function readObject(fields: Fields, depth: number): ProviderReason | null {
  // An object under `error` is the failure itself; what stands around it only fills its gaps.
  const { error, ...around } = fields;
  const inner = typeof error === 'object' ? read(error, depth + 1) : null;
  const own = readOwn(inner ? around : fields, depth);
  if (!inner) return own;
  return {
    message: inner.message ?? own?.message ?? null,
    code: inner.code ?? own?.code ?? null,
    type: inner.type ?? outerType(own),
    param: inner.param ?? own?.param ?? null,
    status: inner.status ?? own?.status ?? null,
    fields: inner.fields,
    isPage: false,
  };
}

/** `"type": "error"` and `"object": "error"` only say that it is one. */
function outerType(own: ProviderReason | null): string | null {
  return own?.type === 'error' ? null : (own?.type ?? null);
}

function readOwn(fields: Fields, depth: number): ProviderReason | null {
  const said = firstWords(fields, depth);
  const raw = rawOf(fields, depth);
  const code = nameIn(fields['code'] ?? fields['error_code'] ?? fields['errorCode']);
  const type = nameIn(
    fields['type'] ?? fields['error_type'] ?? fields['errorType'] ?? fields['__type'] ?? fields['status'],
  );
  const words = [placeIn(fields), said?.message, raw?.message]
    .filter((text) => typeof text === 'string')
    .join(': ');
  const message = nonEmpty(words.slice(0, MAX_MESSAGE)) ?? sentenceIn(code);
  if (message === null && code === null && type === null) return null;
  const status = statusIn(fields) ?? said?.status ?? null;
  return {
    message,
    code: code ?? said?.code ?? null,
    type: type ?? said?.type ?? null,
    param: paramIn(fields) ?? said?.param ?? raw?.param ?? null,
    status,
    fields,
    isPage: said?.isPage ?? false,
  };
}

function firstWords(fields: Fields, depth: number): ProviderReason | null {
  for (const name of WORDS) {
    const found = read(fields[name], depth + 1);
    if (typeof found?.message === 'string') return found;
  }
  return null;
}

/** "Extra inputs are not permitted" says nothing without the place. */
function placeIn(fields: Fields): string | null {
  return Array.isArray(fields['loc']) ? paramIn(fields) : null;
}

/** OpenRouter quotes the vendor behind it, whose names for the failure are about the vendor's keys and not ours. */
function rawOf({ metadata }: Fields, depth: number): ProviderReason | null {
  return isObject(metadata) ? read(metadata['raw'], depth + 1) : null;
}

function nameIn(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? nonEmpty(value.slice(0, MAX_NAME)) : null;
}

/** A code that is no name but words. */
function sentenceIn(code: string | null): string | null {
  return code !== null && /\s/.test(code) ? code : null;
}

/** FastAPI's path begins with the part of the request, which is always the body. */
function paramIn({ param, parameter, field, loc }: Fields): string | null {
  const path = Array.isArray(loc) ? loc.slice(0, 20).filter((step) => step !== 'body') : null;
  const isPath = path?.every((step) => typeof step === 'string' || typeof step === 'number');
  return nameIn(param ?? parameter ?? field ?? (isPath ? path?.join('.') : null));
}

/** Some put the status into the body, as a number or as its digits. */
function statusIn({ code, status, status_code: snake, statusCode: camel }: Fields): number | null {
  const numbers = [code, status, snake, camel].map((value) =>
    typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value,
  );
  const found = numbers.find((value) => typeof value === 'number' && value >= 300 && value <= 599);
  return typeof found === 'number' ? found : null;
}

function nonEmpty(text: string): string | null {
  return text === '' ? null : text;
}
