import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';
import { badMessages } from '../upstream/bad-messages.js';

/** Source: @anthropic-ai/sdk 1.12.0, `DocumentBlockParam`, read 2026-11-23. */
export type DocumentSource =
  | { readonly type: 'base64'; readonly media_type: 'application/pdf'; readonly data: string }
  | { readonly type: 'text'; readonly media_type: 'text/plain'; readonly data: string };

/** In characters. Source: Anthropic's OpenAPI document, `RequestDocumentBlock.title`, read 2026-12-01. */
const MAX_TITLE = 500;

const DATA_URI = /^data:(application\/pdf|text\/plain)(?:;[^;,]+)*;base64,/i;

/**
 * A file that came with the request, by its name.
 * @param place of its part in the request, for refusals.
 * @throws GatewayError `provider.rejected` for one that did not, or is neither PDF nor plain text.
 */
export function toDocument(
  file: unknown,
  place: string,
  call: UpstreamCall,
): { source: DocumentSource; title?: string } {
  const { file_data: uri, filename }: Fields = isObject(file) ? file : {};
  const [prefix, type] = (typeof uri === 'string' && DATA_URI.exec(uri)) || [];
  if (prefix === undefined || type === undefined) {
    throw badMessages('it takes a file as a data URI of a PDF or a plain text in base64 only', place, call);
  }
  const data = String(uri).slice(prefix.length);
  const source: DocumentSource =
    type.toLowerCase() === 'application/pdf'
      ? { type: 'base64', media_type: 'application/pdf', data }
      : { type: 'text', media_type: 'text/plain', data: Buffer.from(data, 'base64').toString('utf8') };
  return { source, ...titleOf(filename) };
}

/** A name that is longer than a title may be is as much of it as fits; an empty one is none. */
function titleOf(filename: unknown): { title?: string } {
  if (typeof filename !== 'string' || filename === '') return {};
  return { title: Array.from(filename).slice(0, MAX_TITLE).join('') };
}
