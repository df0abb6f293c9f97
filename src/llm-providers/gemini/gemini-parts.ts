import { notTaken } from '../upstream/unknown-part.js';
import type { GeminiPart } from './gemini-request.js';
import { registeredType } from '../upstream/registered-type.js';
import { unsupported } from './unsupported.js';

type Fields = Readonly<Record<string, unknown>>;

/** MIME type with its parameters, and the data. */
const DATA_URI = /^data:([a-z]+\/[a-z0-9.+-]+)(?:;[^;,]+)*;base64,(.*)$/is;

/** The address of a file, whose path ends in a type. */
const LINK = /^https:\/\/[^/?#\s]+\/[^?#\s]*(\.[a-z]+)(?:[?#]\S*)?$/i;
/**
 * What Gemini fetches from an address, and reads as a picture. Source: ai.google.dev/gemini-api/docs/file-input-methods and
 * blog.google, Gemini API new file limits, of January 2026, read 2026-12-01; not tried on the live service.
 */
const LINKED: Readonly<Record<string, string>> = Object.freeze({
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
});

/**
 * The content of a message; empty texts are left out, because Gemini refuses them.
 * @param place where it stands in the request, for refusals: `messages[0].content`.
 * @throws GatewayError `provider.rejected` for a part that Gemini does not take in this form.
 */
export function toParts(content: unknown, place: string): GeminiPart[] {
  if (typeof content === 'string') return textParts(content);
  if (!Array.isArray(content)) return [];
  return content.flatMap((part: unknown, at) => toPartsOf(fieldsOf(part), `${place}[${at}]`));
}

function toPartsOf(part: Fields, place: string): GeminiPart[] {
  switch (part['type']) {
    case 'text':
      return textParts(part['text']);
    case 'refusal':
      return textParts(part['refusal']);
    case 'image_url':
      return [toImage(fieldsOf(part['image_url'])['url'], place)];
    case 'file':
      return [inlineData(fieldsOf(part['file'])['file_data']) ?? noFile(place)];
    case 'input_audio': {
      const { data, format } = fieldsOf(part['input_audio']);
      const isText = typeof format === 'string' && typeof data === 'string';
      const sound = inlineData(isText ? `data:audio/${format};base64,${data}` : null);
      if (sound !== null) return [sound];
      throw unsupported('it takes audio as data in base64 beside its format, such as wav or mp3', place);
    }
    default:
      throw unsupported(
        `it takes parts of text, image_url, input_audio and file only${notTaken(part)}`,
        place,
      );
  }
}

function textParts(text: unknown): GeminiPart[] {
  return typeof text === 'string' && text !== '' ? [{ text }] : [];
}

function toImage(url: unknown, place: string): GeminiPart {
  const image = inlineData(url) ?? linkedImage(url);
  if (image !== null) return image;
  const what = `it takes an image in base64, or at an https address that ends in ${Object.keys(LINKED).join(', ')}`;
  throw unsupported(what, place);
}

/** `null` = it is no data URI in base64. */
function inlineData(uri: unknown): GeminiPart | null {
  const [, mimeType, data] = (typeof uri === 'string' && DATA_URI.exec(uri)) || [];
  if (mimeType === undefined || data === undefined) return null;
  return { inlineData: { mimeType: registeredType(mimeType), data } };
}

/** Gemini fetches it. It wants the type beside the address, which OpenAI's wire does not have: the name tells it. */
function linkedImage(url: unknown): GeminiPart | null {
  const [fileUri, ending = ''] = (typeof url === 'string' && LINK.exec(url)) || [];
  const mimeType = LINKED[ending.toLowerCase()];
  return fileUri === undefined || mimeType === undefined ? null : { fileData: { mimeType, fileUri } };
}

function noFile(place: string): never {
  throw unsupported('it takes a file as a data URI in base64 only, and fetches no address', place);
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
