import type { Fields } from '../../../common/fields.js';
import type { Losses } from './losses.js';
import { untranslatable } from './request-checks.js';
import { fieldsOf } from './wire-names.js';

/** A part of a message in the canonical form. */
export type Part = Fields & { readonly type: string };

/**
 * What a user, an instruction or a result shows: texts, images, sound, files.
 * @throws GatewayError `request.invalid` for a file that stands at an address: the gateway fetches none.
 */
export function toParts(part: Fields, path: string, losses: Losses): Part[] {
  const { text, inlineData, fileData } = part;
  if (typeof text === 'string') return text === '' ? [] : [textPart(text)];
  if (inlineData !== undefined) return [toMedia(fieldsOf(inlineData))];
  if (fileData !== undefined) return [toLinked(fieldsOf(fileData), `${path}.fileData`)];
  losses.drops('contents', whyUntold(part));
  return [];
}

function whyUntold(part: Fields): string {
  const [name] = Object.keys(part);
  if (name === undefined) return 'a part with nothing in it says nothing';
  return `a part of ${/^\w{1,60}$/.test(name) ? name : 'another kind'} can be read by Gemini alone`;
}

function textPart(text: string): Part {
  return { type: 'text', text };
}

function toMedia({ mimeType, data, displayName }: Fields): Part {
  const type = typeof mimeType === 'string' ? mimeType.toLowerCase() : '';
  if (type.startsWith('image/')) return imagePart(`data:${type};base64,${String(data)}`);
  if (type.startsWith('audio/'))
    return { type: 'input_audio', input_audio: { data, format: soundFormat(type.slice('audio/'.length)) } };
  const filename = typeof displayName === 'string' ? displayName : `document.${type.split('/')[1] ?? 'bin'}`;
  return { type: 'file', file: { filename, file_data: `data:${type};base64,${String(data)}` } };
}

/** As OpenAI names formats of sound. */
function soundFormat(subtype: string): string {
  if (subtype === 'mpeg') return 'mp3';
  return subtype.replace(/^x-/, '');
}

function toLinked({ fileUri: uri, mimeType }: Fields, path: string): Part {
  const isImage = typeof mimeType === 'string' && mimeType.startsWith('image/');
  if (isImage && typeof uri === 'string' && /^https?:/.test(uri)) return imagePart(uri);
  throw untranslatable(path, `'${path}': this model takes files in inlineData only.`);
}

function imagePart(url: string): Part {
  return { type: 'image_url', image_url: { url } };
}

/** The content of a message: texts alone are written as one, for servers that take no parts. */
export function toContent(parts: readonly Part[]): string | readonly Part[] {
  const [only, ...others] = parts;
  if (!only) return '';
  return others.length === 0 && only.type === 'text' ? String(only['text']) : parts;
}
