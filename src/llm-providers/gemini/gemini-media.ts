import { toImages, type AnswerMedia } from '../../port/answer-media.js';
import { isObject, textOrNull, type Fields } from '../upstream/wire-fields.js';
import { signed } from './gemini-signature.js';

/** What parts show and play. Thoughts in pictures, which some models sketch first, are none of it. */
export function mediaOf(parts: readonly Fields[]): AnswerMedia[] {
  return parts.flatMap((part) => {
    const { inlineData, fileData, thoughtSignature } = part;
    const held = isObject(inlineData) ? inlineData : isObject(fileData) ? fileData : {};
    const mimeType = textOrNull(held['mimeType']);
    const data = textOrNull(held['data']);
    const url = textOrNull(held['fileUri']);
    const [, type] = /^(image|audio)\//i.exec(mimeType ?? '') ?? [];
    const kind = type === undefined ? null : type.toLowerCase() === 'image' ? 'image' : 'audio';
    if (kind === null || (data ?? url) === null) return [];
    return [{ kind, mimeType, data, url, extra: { ...signed(textOrNull(thoughtSignature)) } }];
  });
}

/** Where the sound of an answer stands, and which pictures of it have been told. */
export interface MediaPlace {
  readonly answerId: string;
  /** Pictures before these. */
  readonly images: number;
  /** Seconds since the Unix epoch. */
  readonly created: number;
}

/** Pictures as OpenRouter has them, and sound as OpenAI has it, with the type that neither tells. */
export function mediaFields(
  media: readonly AnswerMedia[],
  { answerId, images, created }: MediaPlace,
): Fields {
  const pictures = media.filter(({ kind }) => kind === 'image');
  const sounds = media.filter(({ kind, data }) => kind === 'audio' && data !== null);
  const [first] = sounds;
  const audio = first && {
    id: `audio_${answerId}`,
    data: sounds.length === 1 ? first.data : joined(sounds),
    // It is in the answer, and nowhere else.
    expires_at: created,
    transcript: '',
    mime_type: first.mimeType,
  };
  return {
    ...(pictures.length > 0 && { images: toImages(pictures, images) }),
    ...(audio && { audio }),
  };
}

function joined(sounds: readonly AnswerMedia[]): string {
  return Buffer.concat(sounds.map(({ data }) => Buffer.from(data ?? '', 'base64'))).toString('base64');
}
