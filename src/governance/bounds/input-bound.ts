import { isObject, type Fields } from '../../common/fields.js';

/** What a request has a model read, from above. */
export interface InputBound {
  readonly tokens: number;
  /** What some of it is cannot be seen here: files by their id or address, earlier turns that a provider keeps. */
  readonly isOpen: boolean;
  readonly hasImages: boolean;
  readonly hasAudio: boolean;
}

/** Around a request, and around each of its messages, parts and tools: roles, separators, the frame of tools. */
const TOKENS_OF_REQUEST = 16;
const TOKENS_OF_OBJECT = 4;
/**
 * The dearest picture: 33 times the usual one at gpt-4o-mini, 2,833 tokens and 5,667 for each of six tiles. Source:
 * OpenAI's guide to images and vision, read 2026-11-29; others take up to 5,000.
 */
const TOKENS_OF_IMAGE = 36_835;
const TOKENS_OF_SMALL_IMAGE = 2_833;
/** Of sound and film in base64: no less than this for a token, at 32 tokens and 6 kbit a second. */
const CHARACTERS_OF_SOUND_PER_TOKEN = 16;
const MAX_DEPTH = 64;

const IMAGE_TYPES: ReadonlySet<unknown> = new Set(['image', 'image_url', 'input_image']);
/** Where a request points at what only the provider has. */
const REFERENCES: ReadonlySet<string> = new Set([
  'file_id',
  'file_url',
  'fileUri',
  'file_uri',
  'cachedContent',
  'cached_content',
  'previous_response_id',
  'conversation',
  'container',
]);

/**
 * No tokenizer makes more tokens of a text than it has bytes in UTF-8. Every text of the body counts, keys included:
 * whatever the model is shown of it is less.
 * @param body of a request in any of the APIs that are served; looked at only.
 */
export function inputBoundOf(body: object): InputBound {
  const found = { tokens: TOKENS_OF_REQUEST, isOpen: false, hasImages: false, hasAudio: false };
  addValue(found, body, 0);
  return found;
}

interface Found {
  tokens: number;
  isOpen: boolean;
  hasImages: boolean;
  hasAudio: boolean;
}

function addValue(found: Found, value: unknown, depth: number): void {
  if (typeof value === 'string') addText(found, value);
  else if (typeof value === 'number' || typeof value === 'boolean') found.tokens += String(value).length;
  else if (typeof value !== 'object' || value === null) return;
  else if (depth >= MAX_DEPTH) found.isOpen = true;
  else if (Array.isArray(value)) for (const item of value) addValue(found, item, depth + 1);
  else addObject(found, value as Fields, depth);
}

function addObject(found: Found, fields: Fields, depth: number): void {
  found.tokens += TOKENS_OF_OBJECT;
  if (isImage(fields)) {
    addImage(found, fields);
    return;
  }
  if (fields['type'] === 'item_reference') found.isOpen = true;
  const sound = soundOf(fields);
  for (const key in fields) {
    const value = fields[key];
    if (REFERENCES.has(key) && value !== null && value !== undefined) found.isOpen = true;
    if (sound !== null && value === sound) addSound(found, sound.length);
    else {
      found.tokens += key.length;
      addValue(found, value, depth + 1);
    }
  }
}

function isImage(fields: Fields): boolean {
  return IMAGE_TYPES.has(fields['type']) || (typeOf(fields)?.startsWith('image/') ?? false);
}

/** Whatever its size: a provider makes it smaller. */
function addImage(found: Found, fields: Fields): void {
  const inner = fields['image_url'];
  const detail = fields['detail'] ?? (isObject(inner) ? inner['detail'] : undefined);
  found.hasImages = true;
  found.tokens += detail === 'low' ? TOKENS_OF_SMALL_IMAGE : TOKENS_OF_IMAGE;
}

/** The letters of a sound or a film. */
function soundOf(fields: Fields): string | null {
  const { data, format } = fields;
  const isSound = /^(audio|video)\//.test(typeOf(fields) ?? '') || typeof format === 'string';
  return isSound && typeof data === 'string' ? data : null;
}

function addSound(found: Found, characters: number): void {
  found.hasAudio = true;
  found.tokens += Math.ceil(characters / CHARACTERS_OF_SOUND_PER_TOKEN);
}

/** A picture in letters stands in a text, too, where an API has no object for it. */
function addText(found: Found, text: string): void {
  if (text.startsWith('data:image/')) addImage(found, {});
  else found.tokens += Buffer.byteLength(text);
}

function typeOf(fields: Fields): string | null {
  const type = fields['media_type'] ?? fields['mimeType'] ?? fields['mime_type'];
  return typeof type === 'string' ? type : null;
}
