import { randomBytes } from 'node:crypto';

/** `tg_<id>_<secret>`: what is before the secret may be shown, and searched for. */
const FORMAT = /^tg_([a-z0-9]{8})_[A-Za-z0-9_-]{43}$/;
/** Keys wherever they stand in a text. */
export const KEYS_IN_TEXT = /tg_[a-z0-9]{8}_[A-Za-z0-9_-]{43}/g;
const ID_LETTERS = 'abcdefghjkmnpqrstuvwxyz0123456789';
const ID_LENGTH = 8;
const SECRET_BYTES = 32;

/** Draws so many bytes that nobody can guess. */
export type DrawBytes = (bytes: number) => Buffer;

/** Eight characters by which people and reports name a key. */
export function newKeyId(draw: DrawBytes = randomBytes): string {
  return [...draw(ID_LENGTH)].map((byte) => ID_LETTERS[byte % ID_LETTERS.length]).join('');
}

/** A key with that id, and 256 bits that nobody can guess. */
export function newKey(id: string, draw: DrawBytes = randomBytes): string {
  return `tg_${id}_${draw(SECRET_BYTES).toString('base64url')}`;
}

/** The id in a key; `null` = it is not spelled as the gateway spells keys. */
export function idIn(key: string): string | null {
  return FORMAT.exec(key)?.[1] ?? null;
}

/** Nothing else needs to be looked up. */
export function isLikeKey(text: string): boolean {
  return FORMAT.test(text);
}
