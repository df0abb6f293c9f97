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

/** Of a provider that said nothing, or nothing that could be read. */
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
 * Shapes and who sends them: `error` as an object (OpenAI, Anthropic, Google), as a text (xAI, Ollama, Hugging Face),
 * as an array of texts; an array around it (Google's compatible endpoint); `detail` as a text or a list of `{loc, msg}`
 * (FastAPI, Mistral); `errors[]` (Cloudflare); `message` as an object (Mistral) or flat beside `code` (vLLM,
 * SiliconFlow); `base_resp` with a `status_msg` (MiniMax), `error_msg` (Baidu); `errors` by field (Laravel); a list of
 * `fieldViolations` (Google); JSON inside a text (OpenRouter's `metadata.raw`). Read in their issue trackers and
 * documents, 2026-11-28.
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
  'error_msg',
  'status_msg',
  'base_resp',
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
  const own = fields['code'] ?? fields['error_code'] ?? fields['errorCode'];
  const code = nameIn(own ?? minimaxCode(fields));
  const type = nameIn(
    minimaxType(fields) ??
      fields['type'] ??
      fields['error_type'] ??
      fields['errorType'] ??
      fields['__type'] ??
      fields['status'],
  );
  const violation = violationIn(fields);
  const words = [placeIn(fields), said?.message, raw?.message, violation?.words]
    .filter((text) => typeof text === 'string')
    .filter((text, at, all) => at === 0 || text !== violation?.words || !all[at - 1]?.includes(text))
    .join(': ');
  const message = nonEmpty(words.slice(0, MAX_MESSAGE)) ?? sentenceIn(code);
  if (message === null && code === null && type === null) return null;
  const status = statusIn(fields) ?? said?.status ?? null;
  return {
    message,
    code: code ?? said?.code ?? null,
    type: type ?? said?.type ?? null,
    param: paramIn(fields) ?? said?.param ?? raw?.param ?? violation?.field ?? null,
    status,
    fields,
    isPage: said?.isPage ?? false,
  };
}

/** A sentence goes before a bare name such as "invalid_request", which is the code then. */
function firstWords(fields: Fields, depth: number): ProviderReason | null {
  let name: ProviderReason | null = null;
  for (const place of WORDS) {
    const found = read(fields[place], depth + 1) ?? readByField(fields[place], depth);
    if (typeof found?.message !== 'string') continue;
    if (!/^[\w.-]+$/.test(found.message))
      return name ? { ...found, code: found.code ?? name.message } : found;
    name ??= found;
  }
  return name;
}

/** `{"temperature": ["must be at most 2"]}`. */
function readByField(value: unknown, depth: number): ProviderReason | null {
  if (!isObject(value)) return null;
  const [field, list] = Object.entries(value).find(([, told]) => Array.isArray(told)) ?? [];
  const found = field === undefined ? null : read(list, depth + 1);
  if (field === undefined || typeof found?.message !== 'string') return null;
  const message = `${field.slice(0, MAX_NAME)}: ${found.message}`.slice(0, MAX_MESSAGE);
  return { ...found, message, param: found.param ?? nameIn(field) };
}

/** Google's `details[].fieldViolations[]`: the first that says something. */
function violationIn({ details }: Fields): { readonly words: string; readonly field: string | null } | null {
  const listed = objectsIn(details).flatMap(({ fieldViolations: all }) => objectsIn(all));
  for (const { description, field } of listed) {
    if (typeof description !== 'string' || description === '') continue;
    return { words: description.slice(0, MAX_MESSAGE), field: nameIn(field) };
  }
  return null;
}

function objectsIn(value: unknown): Fields[] {
  return Array.isArray(value) ? value.slice(0, MAX_ITEMS).filter(isObject) : [];
}

/** Of MiniMax's numbers, those that have a meaning elsewhere. Source: its docs, Error codes, read 2026-11-28. */
const MINIMAX_TYPES: Readonly<Record<number, string>> = Object.freeze({
  1002: 'rate_limit_error',
  1004: 'authentication_error',
  1008: 'insufficient_quota',
  2013: 'invalid_request_error',
});

function minimaxCode({ status_code: code, status_msg: words }: Fields): number | null {
  return typeof code === 'number' && words !== undefined ? code : null;
}

function minimaxType(fields: Fields): string | undefined {
  return MINIMAX_TYPES[minimaxCode(fields) ?? 0];
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

/** Where a status may stand in the body: TGI's is `http_status_code`, in errors of its streams. */
const STATUSES = ['code', 'status', 'status_code', 'statusCode', 'http_status_code'] as const;

/** As a number, or as its digits. */
function statusIn(fields: Fields): number | null {
  const numbers = STATUSES.map((name) => {
    const value = fields[name];
    return typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  });
  const found = numbers.find((value) => typeof value === 'number' && value >= 300 && value <= 599);
  return typeof found === 'number' ? found : null;
}

function nonEmpty(text: string): string | null {
  return text === '' ? null : text;
}
