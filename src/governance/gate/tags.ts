import { GatewayError } from '../../common/errors.js';
import type { HeadersInTurns } from '../../common/http/headers-in-turns.js';

export const TAGS_HEADER = 'x-tollgate-tags';
const IGNORED_HEADER = 'x-tollgate-tags-ignored';
const MAX_TAGS = 32;
const NAME = /^[A-Za-z0-9_.-]{1,64}$/;
const VALUE = /^[^\p{Cc},=]{1,200}$/u;

/** The tags of a request. */
export interface SentTags {
  readonly tags: Readonly<Record<string, string>>;
  /** Names that came with several values, of which the last is taken. */
  readonly repeated: readonly string[];
}

/**
 * The tags that a request brings: `project=apollo,env=ci`.
 * @throws GatewayError `request.invalid`
 */
export function parseTags(text: string): SentTags {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, Math.max(0, at)).trim(), pair.slice(at + 1).trim()] as const;
    });
  const isRight =
    pairs.length <= MAX_TAGS && pairs.every(([name, value]) => NAME.test(name) && VALUE.test(value));
  if (isRight) {
    const tags = Object.fromEntries(pairs);
    const repeated = pairs.filter(([name, value]) => tags[name] !== value).map(([name]) => name);
    return { tags, repeated: [...new Set(repeated)] };
  }
  const message = `${TAGS_HEADER} has to be up to ${MAX_TAGS} pairs such as project=apollo,env=ci: names of letters, digits, dots, dashes and underscores, values of up to 200 characters.`;
  throw new GatewayError('request.invalid', message, { param: TAGS_HEADER, fault: 'wrong_value' });
}

/** Tells a caller which of its tags its key has otherwise. @param ignored by name. */
export function ignoredHeaders(ignored: readonly string[]): HeadersInTurns {
  return ignored.length > 0 ? [IGNORED_HEADER, ignored.join(',')] : [];
}
