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
/** Of sound in base64: no less than this for a token, at 32 tokens and 6 kbit a second. */
const CHARACTERS_OF_SOUND_PER_TOKEN = 16;
const MAX_DEPTH = 64;

const IMAGE_TYPES: ReadonlySet<unknown> = new Set(['image', 'image_url', 'input_image']);
/** Where the letters or the address of a picture stand. */
const IMAGE_FIELDS: ReadonlySet<string> = new Set(['data', 'image', 'image_url', 'images', 'url']);
/** Pages of a file may be any number, whatever its bytes. */
const FILE_TYPES: ReadonlySet<unknown> = new Set(['document', 'file', 'input_file']);
const TEXTS_OF_FILES: ReadonlySet<unknown> = new Set(['text', 'content']);
/** What stands below is shown to the model as text, whatever it looks like. */
const SHOWN_AS_TEXT: ReadonlySet<string> = new Set([
  'args',
  'functionDeclarations',
  'functions',
  'input_schema',
  'json_schema',
  'parameters',
  'response',
  'response_format',
  'tools',
]);
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
  addValue(found, body, PLACES[0]!.shown);
  return found;
}

interface Found {
  tokens: number;
  isOpen: boolean;
  hasImages: boolean;
  hasAudio: boolean;
}

interface Place {
  readonly depth: number;
  /** Nothing here is a picture, a sound or a file. */
  readonly isText: boolean;
}

/** All places there can be, made once: none is made for each object of a request. */
const PLACES = Array.from({ length: MAX_DEPTH + 1 }, (_, depth) => ({
  shown: Object.freeze<Place>({ depth, isText: false }),
  text: Object.freeze<Place>({ depth, isText: true }),
}));

function placeAt(depth: number, isText: boolean): Place {
  const { shown, text } = PLACES[depth]!;
  return isText ? text : shown;
}

function addValue(found: Found, value: unknown, place: Place): void {
  if (typeof value === 'string') found.tokens += Buffer.byteLength(value);
  else if (typeof value === 'number' || typeof value === 'boolean') found.tokens += String(value).length;
  else if (typeof value !== 'object' || value === null) return;
  else if (place.depth >= MAX_DEPTH) found.isOpen = true;
  else {
    const inside = placeAt(place.depth + 1, place.isText);
    if (Array.isArray(value)) for (const item of value) addValue(found, item, inside);
    else addObject(found, value as Fields, inside);
  }
}

function addObject(found: Found, fields: Fields, place: Place): void {
  found.tokens += TOKENS_OF_OBJECT;
  if (!place.isText && (isFile(fields) || fields['type'] === 'item_reference')) found.isOpen = true;
  const isPicture = !place.isText && isImage(fields);
  if (isPicture) addImage(found, fields);
  const sound = place.isText ? null : soundOf(fields);
  const isToolUse = fields['type'] === 'tool_use';
  for (const key in fields) {
    const value = fields[key];
    const isText = place.isText || SHOWN_AS_TEXT.has(key) || (isToolUse && key === 'input');
    if (!isText && REFERENCES.has(key) && value !== null && value !== undefined) found.isOpen = true;
    if (sound !== null && value === sound) addSound(found, sound.length);
    else if (isPicture && (IMAGE_FIELDS.has(key) || key === 'source')) addPictureField(found, value, place);
    else if (!isText && typeof value === 'string' && isPictureText(key, value)) addImage(found, {});
    else {
      found.tokens += key.length;
      addValue(found, value, isText === place.isText ? place : placeAt(place.depth, isText));
    }
  }
}

/** Of a picture that is counted: what is not its letters or its address counts as elsewhere. */
function addPictureField(found: Found, value: unknown, place: Place): void {
  if (typeof value === 'string') return;
  if (!isObject(value)) return addValue(found, value, place);
  const others = Object.entries(value).filter(
    ([key, inner]) => !IMAGE_FIELDS.has(key) || typeof inner !== 'string',
  );
  for (const [, inner] of others) addValue(found, inner, place);
}

/** A picture in letters, where an API has no object for it. */
function isPictureText(key: string, value: string): boolean {
  return IMAGE_FIELDS.has(key) && value.startsWith('data:image/');
}

function isImage(fields: Fields): boolean {
  return IMAGE_TYPES.has(fields['type']) || (typeOf(fields)?.startsWith('image/') ?? false);
}

/** Of which a provider makes more than can be told from its bytes. */
function isFile(fields: Fields): boolean {
  const type = typeOf(fields);
  if (type === 'application/pdf' || type?.startsWith('video/') === true) return true;
  const { source } = fields;
  const isText = isObject(source) && TEXTS_OF_FILES.has(source['type']);
  return FILE_TYPES.has(fields['type']) && !isText;
}

/** Whatever its size: a provider makes it smaller. */
function addImage(found: Found, fields: Fields): void {
  const inner = fields['image_url'];
  const detail = fields['detail'] ?? (isObject(inner) ? inner['detail'] : undefined);
  found.hasImages = true;
  found.tokens += detail === 'low' ? TOKENS_OF_SMALL_IMAGE : TOKENS_OF_IMAGE;
}

/** The letters of a sound. */
function soundOf(fields: Fields): string | null {
  const { data, format } = fields;
  const isSound = (typeOf(fields)?.startsWith('audio/') ?? false) || typeof format === 'string';
  return isSound && typeof data === 'string' ? data : null;
}

function addSound(found: Found, characters: number): void {
  found.hasAudio = true;
  found.tokens += Math.ceil(characters / CHARACTERS_OF_SOUND_PER_TOKEN);
}

function typeOf(fields: Fields): string | null {
  const type = fields['media_type'] ?? fields['mimeType'] ?? fields['mime_type'];
  return typeof type === 'string' ? type : null;
}
