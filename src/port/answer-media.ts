import { isObject, type Fields } from '../common/fields.js';

/** A picture or a sound that a model has made. Either `data` or `url` is known. */
export interface AnswerMedia {
  readonly kind: 'image' | 'audio';
  /** As its maker calls it, such as `image/png`; `null` = it is not told. */
  readonly mimeType: string | null;
  /** In base64. */
  readonly data: string | null;
  /** Where it can be fetched. */
  readonly url: string | null;
  /** Fields of the gateway's, such as a signature, that go back with it. */
  readonly extra: Fields;
}

const DATA_URI = /^data:([\w.+-]+\/[\w.+-]+)(?:;[^;,]+)*;base64,/i;

/**
 * What a message, or a piece of one, shows and plays: `images` as OpenRouter has them, `audio` as OpenAI has it.
 * Sources: openrouter.ai/docs, Image generation; openai 7.57.0, `ChatCompletionAudio`; read 2026-11-29.
 */
export function mediaIn(message: object): AnswerMedia[] {
  const { images, audio } = message as Fields;
  const shown = Array.isArray(images) ? images.filter(isObject).flatMap(imageOf) : [];
  return [...shown, ...soundOf(audio)];
}

function imageOf({ image_url: image, extra_content: extra }: Fields): AnswerMedia[] {
  const url = isObject(image) ? image['url'] : image;
  if (typeof url !== 'string' || url === '') return [];
  const own = isObject(extra) ? { extra_content: extra } : {};
  // Of megabytes, only the beginning is looked at.
  const [head, mimeType] = DATA_URI.exec(url.slice(0, 200)) ?? [];
  if (head === undefined || mimeType === undefined)
    return [{ kind: 'image', mimeType: null, data: null, url, extra: own }];
  return [{ kind: 'image', mimeType, data: url.slice(head.length), url: null, extra: own }];
}

function soundOf(audio: unknown): AnswerMedia[] {
  if (!isObject(audio) || typeof audio['data'] !== 'string' || audio['data'] === '') return [];
  const { data, mime_type: type } = audio;
  const mimeType = typeof type === 'string' ? type : null;
  return [{ kind: 'audio', mimeType, data, url: null, extra: {} }];
}

/** Pictures as a field of a message. @param first place of the first one among those of the answer. */
export function toImages(
  pictures: readonly Pick<AnswerMedia, 'mimeType' | 'data' | 'url' | 'extra'>[],
  first: number,
): Fields[] {
  return pictures.map(({ mimeType, data, url, extra }, at) => ({
    type: 'image_url',
    index: first + at,
    image_url: { url: url ?? `data:${mimeType ?? 'image/png'};base64,${data ?? ''}` },
    ...extra,
  }));
}

/** What a notice tells of; a file is what no API but its maker's has a place for, such as a film. */
type NoticedMedia = Pick<AnswerMedia, 'mimeType' | 'data' | 'url'> & {
  readonly kind: AnswerMedia['kind'] | 'file';
};

const NAMES = { image: 'a picture', audio: 'a sound', file: 'a file' } as const;

/** What stands for a picture, a sound or a file in an API that has no place for it; an address is told. */
export function mediaNotice({ kind, mimeType, data, url }: NoticedMedia): string {
  const what = NAMES[kind];
  if (url !== null) return `[The model made ${what}: ${url}]`;
  const bytes = Math.floor(((data ?? '').length * 3) / 4);
  const type = mimeType === null ? '' : ` (${mimeType}, ${bytes} bytes)`;
  return `[The model made ${what}${type}, which this API has no place for.]`;
}
