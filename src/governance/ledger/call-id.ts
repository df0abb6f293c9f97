import { randomBytes } from 'node:crypto';

const RANDOM_BYTES = 10;
const RANDOM_DIGITS = RANDOM_BYTES * 2;
/** Drawn for many at once, and written as digits once for all: each of both is a way out of JavaScript. */
const DRAWN_AT_ONCE = 256;
let drawn = '';
let used = 0;

/** Of a row: later ones sort behind earlier ones, so that new rows stand together in an index. */
export function newCallId(atMs: number): string {
  return `${idAt(atMs)}${nextRandom()}`;
}

function nextRandom(): string {
  if (used === drawn.length) {
    drawn = randomBytes(RANDOM_BYTES * DRAWN_AT_ONCE).toString('hex');
    used = 0;
  }
  return drawn.slice(used, (used += RANDOM_DIGITS));
}

/** When the call of an id began, in milliseconds since the Unix epoch. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 12), 16);
}

/** No id of this moment, or a later one, comes before it. */
export function idAt(atMs: number): string {
  const ms = Math.max(0, Math.floor(atMs));
  if (ms !== last.ms) last = { ms, digits: ms.toString(16).padStart(12, '0') };
  return last.digits;
}

/** Remembered, as many calls begin in the same millisecond, and so large a number is written slowly. */
let last = { ms: 0, digits: '000000000000' };
