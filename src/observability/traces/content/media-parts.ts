import { isObject, type Fields } from '../../../common/fields.js';
import type { MessagePart } from './message-part.js';

/** Of larger ones only the size is told: a trace is no place for pictures. */
const MAX_BLOB_CHARACTERS = 4_096;
const DATA_URI = /^data:([\w.+-]+\/[\w.+-]+)?[^,]{0,200},/i;
const MODALITIES = ['image', 'audio', 'video'] as const;

/** A picture, a sound or a file, of any of the APIs; `null` = it is none. */
export function mediaPart(part: Fields): MessagePart | null {
  const { image_url: image, input_audio: audio, file, source } = part;
  if (image !== undefined) return addressed(isObject(image) ? image['url'] : image, 'image');
  if (isObject(audio)) return sound(audio);
  if (isObject(source)) return fromSource(source, part['type']);
  if (isObject(file)) return fromFile(file);
  if (part['type'] === 'input_image' || part['type'] === 'input_file') return fromFile(part);
  return ofGemini(part);
}

/** Of OpenAI's chats, which name a format instead of a type. */
function sound({ data, format }: Fields): MessagePart {
  return blob(data, typeof format === 'string' ? `audio/${format}` : null, 'audio');
}

/** What is sent with the request, in base64. */
export function blob(data: unknown, mimeType: unknown, byDefault = 'document'): MessagePart {
  const content = typeof data === 'string' ? data : '';
  const isShown = content.length <= MAX_BLOB_CHARACTERS;
  return {
    type: 'blob',
    ...described(mimeType, byDefault),
    content: isShown ? content : '',
    ...(!isShown && { omitted_characters: content.length }),
  };
}

/** @param url where it stands, or itself as a `data:` address. */
export function addressed(url: unknown, byDefault: string, mimeType?: unknown): MessagePart {
  const uri = typeof url === 'string' ? url : '';
  // Of megabytes, only the beginning is looked at.
  const [head, ofData] = DATA_URI.exec(uri.slice(0, 300)) ?? [];
  if (head !== undefined) return blob(uri.slice(head.length), ofData ?? mimeType, byDefault);
  return { type: 'uri', ...described(mimeType, byDefault), uri };
}

/** Of Anthropic's blocks. */
function fromSource(source: Fields, type: unknown): MessagePart {
  const { media_type: mimeType, data, url, file_id: id } = source;
  const byDefault = type === 'image' ? 'image' : 'document';
  if (url !== undefined) return addressed(url, byDefault, mimeType);
  if (typeof id === 'string') return filed(id, byDefault);
  if (source['type'] === 'text') return { type: 'text', content: typeof data === 'string' ? data : '' };
  return blob(data, mimeType, byDefault);
}

/** Of OpenAI's chats and Responses. */
function fromFile(file: Fields): MessagePart {
  const { file_id: id, file_data: data, file_url: url, type } = file;
  const byDefault = type === 'input_image' ? 'image' : 'document';
  if (typeof id === 'string') return filed(id, byDefault);
  return addressed(data ?? url, byDefault);
}

function ofGemini(part: Fields): MessagePart | null {
  const inline = part['inlineData'] ?? part['inline_data'];
  if (isObject(inline)) return blob(inline['data'], inline['mimeType'] ?? inline['mime_type']);
  const stored = part['fileData'] ?? part['file_data'];
  if (!isObject(stored)) return null;
  const { fileUri, file_uri: uri = fileUri, mimeType, mime_type: type = mimeType } = stored;
  return addressed(uri, 'document', type);
}

function filed(id: string, modality: string): MessagePart {
  return { type: 'file', modality, file_id: id };
}

function described(mimeType: unknown, byDefault: string) {
  if (typeof mimeType !== 'string' || mimeType === '') return { modality: byDefault };
  const modality = MODALITIES.find((name) => mimeType.startsWith(`${name}/`)) ?? 'document';
  return { modality, mime_type: mimeType };
}
