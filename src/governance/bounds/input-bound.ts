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
/** Its letters are read as they are, whatever else stands beside them: a document of Anthropic's has them in `data`. */
const TEXT_TYPE = 'text';
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

/** Keys of which more has to be looked at than their value: of most objects none. */
const LOOKED_AT: ReadonlySet<string> = new Set([
  ...IMAGE_FIELDS,
  ...REFERENCES,
  ...SHOWN_AS_TEXT,
  'input',
  'source',
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
  if (place.isText) {
    for (const key in fields) addText(found, key, fields[key], place);
    return;
  }
  const { type } = fields;
  const media = mediaTypeOf(fields);
  if (type === 'item_reference' || isThread(fields) || isFile(fields, media)) found.isOpen = true;
  const isPicture = IMAGE_TYPES.has(type) || (media?.startsWith('image/') ?? false);
  if (isPicture) addImage(found, fields);
  const isSound = hasSound(fields, media);
  if (isSound) found.hasAudio = true;
  const isToolUse = type === 'tool_use';
  for (const key in fields) {
    const value = fields[key];
    const isRead = type === TEXT_TYPE && typeof value === 'string' && !REFERENCES.has(key);
    if (LOOKED_AT.has(key) && !isRead) addField(found, { key, value, isPicture, isToolUse, isSound }, place);
    else addText(found, key, value, place);
  }
}

/** One of Anthropic's that is gone on with: its turns are there. `diagnostics` names an answer that nobody reads. */
function isThread({ type, previous_message_id: previous }: Fields): boolean {
  return type === 'continue' && typeof previous === 'string';
}

function addText(found: Found, key: string, value: unknown, place: Place): void {
  found.tokens += Buffer.byteLength(key);
  addValue(found, value, place);
}

interface Field {
  readonly key: string;
  readonly value: unknown;
  /** It is a field of a picture, or of a call of a tool. */
  readonly isPicture: boolean;
  readonly isToolUse: boolean;
  /** Of an object whose `data` are the letters of a sound. */
  readonly isSound: boolean;
}

/** One that may be more than text. */
function addField(found: Found, { key, value, isPicture, isToolUse, isSound }: Field, place: Place): void {
  const isText = SHOWN_AS_TEXT.has(key) || (isToolUse && key === 'input');
  if (!isText && REFERENCES.has(key) && value !== null && value !== undefined) found.isOpen = true;
  if (isSound && key === 'data') addSound(found, value as string);
  else if (isPicture && (IMAGE_FIELDS.has(key) || key === 'source')) addPictureField(found, value, place);
  else if (!isText && typeof value === 'string' && isPictureText(key, value)) addImage(found, {});
  else addText(found, key, value, isText ? placeAt(place.depth, true) : place);
}

/** Of a picture that is counted: what is not its letters or its address counts as elsewhere. */
function addPictureField(found: Found, value: unknown, place: Place): void {
  if (typeof value === 'string') return;
  if (!isObject(value) || value['type'] === TEXT_TYPE) return addValue(found, value, place);
  const others = Object.entries(value).filter(
    ([key, inner]) => !IMAGE_FIELDS.has(key) || typeof inner !== 'string',
  );
  for (const [, inner] of others) addValue(found, inner, place);
}

/** A picture in letters, where an API has no object for it. */
function isPictureText(key: string, value: string): boolean {
  return IMAGE_FIELDS.has(key) && value.startsWith('data:image/');
}

/** Of which a provider makes more than can be told from its bytes. */
function isFile({ type, source }: Fields, media: string | null): boolean {
  if (media === 'application/pdf' || media?.startsWith('video/') === true) return true;
  if (!FILE_TYPES.has(type)) return false;
  return !isObject(source) || !TEXTS_OF_FILES.has(source['type']);
}

/** Whatever its size: a provider makes it smaller. */
function addImage(found: Found, fields: Fields): void {
  const inner = fields['image_url'];
  const detail = fields['detail'] ?? (isObject(inner) ? inner['detail'] : undefined);
  found.hasImages = true;
  found.tokens += detail === 'low' ? TOKENS_OF_SMALL_IMAGE : TOKENS_OF_IMAGE;
}

/** Its `data` are the letters of one. */
function hasSound({ data, format }: Fields, media: string | null): boolean {
  return typeof data === 'string' && (typeof format === 'string' || media?.startsWith('audio/') === true);
}

function addSound(found: Found, letters: string): void {
  found.tokens += Math.ceil(letters.length / CHARACTERS_OF_SOUND_PER_TOKEN);
}

function mediaTypeOf(fields: Fields): string | null {
  const type = fields['media_type'] ?? fields['mimeType'] ?? fields['mime_type'];
  return typeof type === 'string' ? type : null;
}
