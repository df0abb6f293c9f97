import { placeIn, type PlaceOf } from '../in-own-words.js';
import type { PromptRequestDto } from './dto/prompt-request.dto.js';

type SaidIn = Pick<PromptRequestDto, 'system' | 'prompt' | 'messages'>;

const PLACES: Readonly<Record<string, string>> = { max_completion_tokens: 'max_tokens' };

/** Where canonical parameters stand in a prompt, as its refusals name places: `messages.0.role`. What is one stays. */
export function ownPlacesOf({ system, messages }: SaidIn): PlaceOf {
  const before = typeof system === 'string' ? 1 : 0;
  return (parameter) => {
    const [, at, field = ''] = /^messages\[(\d+)\](\.(?:role|content)\b)?/.exec(parameter) ?? [];
    if (at !== undefined && Number(at) < before) return 'system';
    if (!messages) return /^messages\b/.test(parameter) ? 'prompt' : placeIn(parameter, PLACES);
    if (at === undefined) return placeIn(parameter, PLACES);
    const place = Number(at) - before;
    return place < messages.length ? `messages.${place}${field}` : 'messages';
  };
}
