import type { GatewayError } from '../../../../common/errors.js';
import { isObject, type Fields } from '../../../../common/fields.js';
import { refusal } from '../../request-checks.js';
import { partsOf } from './input-items.js';
import type { RequestLosses } from '../../../request-losses.js';
import { quoted } from './quoted.js';

/** A part of a canonical message's content. */
export type Part = Fields & { readonly type: string };

/**
 * What a user, the system or a tool says.
 * @param path where the content stands, for refusals: `input[0].content`.
 * @throws GatewayError `request.invalid` for what no part can say, and what may not be left out.
 */
export function toParts(content: unknown, path: string, losses: RequestLosses): Part[] {
  return partsOf(content).flatMap((part, at) => toPart(part, `${path}[${at}]`, losses));
}

function toPart(part: Fields, path: string, losses: RequestLosses): Part[] {
  const { type, text, refusal: refused } = part;
  switch (type) {
    case 'input_text':
    case 'output_text':
    case 'text':
    case 'summary_text':
    case 'reasoning_text':
      return typeof text === 'string' && text !== '' ? [{ type: 'text', text }] : [];
    case 'refusal':
      return typeof refused === 'string' && refused !== '' ? [{ type: 'text', text: refused }] : [];
    case 'input_image':
      return [{ type: 'image_url', image_url: toImage(part, path, losses) }];
    case 'input_file':
      return [{ type: 'file', file: toFile(part, path) }];
    case 'input_audio':
      return [{ type: 'input_audio', input_audio: part['input_audio'] }];
    default:
      losses.drops('input', `no other wire has parts of type ${quoted(type)}`);
      return [];
  }
}

function toImage({ image_url: url, detail }: Fields, path: string, losses: RequestLosses): Fields {
  if (typeof url !== 'string') throw unknownFile(path, 'image', 'a URL or a data URI in image_url');
  if (detail === 'original') losses.changes('input', 'chat completions know no detail above high');
  const known = detail === 'original' ? 'high' : detail;
  return { url, ...(typeof known === 'string' && known !== 'auto' && { detail: known }) };
}

/** The gateway fetches no address that it finds in a message. */
function toFile({ file_data: data, filename, file_id: id }: Fields, path: string): Fields {
  if (typeof data === 'string') {
    return { filename: typeof filename === 'string' ? filename : 'document.pdf', file_data: data };
  }
  if (typeof id === 'string') return { file_id: id };
  throw unknownFile(path, 'file', 'its content in file_data');
}

function unknownFile(path: string, kind: string, needed: string): GatewayError {
  return refusal(path, 'unsupported', `Unsupported value: '${path}'. Send the ${kind} with ${needed}.`);
}

/** The content of a message: a text alone is written as one, for servers that take no parts. */
export function toContent(parts: readonly Part[]): string | readonly Part[] {
  const [only, ...others] = parts;
  if (!only) return '';
  return others.length === 0 && only.type === 'text' ? textOf(only) : parts;
}

/** The texts of all parts. */
export function textIn(parts: readonly Part[], between: string): string {
  return parts
    .filter(({ type }) => type === 'text')
    .map(textOf)
    .join(between);
}

function textOf({ text }: Part): string {
  return typeof text === 'string' ? text : '';
}

/** What a message of a tool cannot hold. */
export function withoutText(parts: readonly Part[]): Part[] {
  return parts.filter(({ type }) => type !== 'text');
}

/** Its texts as a model said them, refusals apart. */
export function saidIn(content: unknown): { readonly text: string; readonly refusal: string } {
  const parts = partsOf(content);
  const joined = (name: 'text' | 'refusal') =>
    parts.map((part) => (isObject(part) && typeof part[name] === 'string' ? part[name] : '')).join('');
  return { text: joined('text'), refusal: joined('refusal') };
}
