import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';
import { badMessages } from '../upstream/bad-messages.js';

/** Source: @anthropic-ai/sdk 1.12.0, `DocumentBlockParam`, read 2026-11-23. */
export type DocumentSource =
  | { readonly type: 'base64'; readonly media_type: 'application/pdf'; readonly data: string }
  | { readonly type: 'text'; readonly media_type: 'text/plain'; readonly data: string };

/** In characters. Source: Anthropic's OpenAPI document, `RequestDocumentBlock.title`, read 2026-12-01. */
const MAX_TITLE = 500;

const PDF = 'application/pdf';
/** Beside a PDF, whatever is a text. */
const DATA_URI = /^data:(application\/(?:pdf|json)|text\/[\w.+-]+)((?:;[^;,]+)*);base64,/i;
const CHARSET = /;charset="?([^;"]+)/i;
const WANTED =
  'it takes a file as a data URI of a PDF, or of a text in a character set that is known, in base64 only';

/**
 * A file that came with the request, by its name.
 * @param place of its part in the request, for refusals.
 * @throws GatewayError `provider.rejected` for one that did not, or is neither PDF nor a text that can be read.
 */
export function toDocument(
  file: unknown,
  place: string,
  call: UpstreamCall,
): { source: DocumentSource; title?: string } {
  const { file_data: uri, filename }: Fields = isObject(file) ? file : {};
  const source = typeof uri === 'string' ? sourceIn(uri) : null;
  if (source === null) throw badMessages(WANTED, place, call);
  return { source, ...titleOf(filename) };
}

function sourceIn(uri: string): DocumentSource | null {
  const [prefix = '', type, parameters = ''] = DATA_URI.exec(uri) ?? [];
  if (type === undefined) return null;
  const data = uri.slice(prefix.length);
  if (type.toLowerCase() === PDF) return { type: 'base64', media_type: PDF, data };
  const text = textOf(data, CHARSET.exec(parameters)?.[1]);
  return text === null ? null : { type: 'text', media_type: 'text/plain', data: text };
}

/** `null` = nobody knows the character set. */
function textOf(data: string, charset: string | undefined): string | null {
  try {
    return new TextDecoder(charset).decode(Buffer.from(data, 'base64'));
  } catch {
    return null;
  }
}

/** A name that is longer than a title may be is as much of it as fits; an empty one is none. */
function titleOf(filename: unknown): { title?: string } {
  if (typeof filename !== 'string' || filename === '') return {};
  return { title: Array.from(filename).slice(0, MAX_TITLE).join('') };
}
