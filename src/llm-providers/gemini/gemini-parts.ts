import { notTaken } from '../upstream/unknown-part.js';
import type { GeminiPart } from './gemini-request.js';
import { registeredType } from '../upstream/registered-type.js';
import { unsupported } from './unsupported.js';

type Fields = Readonly<Record<string, unknown>>;

/** MIME type with its parameters, and the data. */
const DATA_URI = /^data:([a-z]+\/[a-z0-9.+-]+)(?:;[^;,]+)*;base64,(.*)$/is;

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
      return [inlineData(fieldsOf(part['image_url'])['url'], 'an image', place)];
    case 'file':
      return [inlineData(fieldsOf(part['file'])['file_data'], 'a file', place)];
    case 'input_audio': {
      const { data, format } = fieldsOf(part['input_audio']);
      const isText = typeof format === 'string' && typeof data === 'string';
      return [inlineData(isText ? `data:audio/${format};base64,${data}` : null, 'audio', place)];
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

function inlineData(uri: unknown, what: string, place: string): GeminiPart {
  const [, mimeType, data] = (typeof uri === 'string' && DATA_URI.exec(uri)) || [];
  if (mimeType === undefined || data === undefined) {
    throw unsupported(`it takes ${what} as a data URI in base64 only, and fetches no address`, place);
  }
  return { inlineData: { mimeType: registeredType(mimeType), data } };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
