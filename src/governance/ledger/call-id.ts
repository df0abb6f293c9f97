import { randomBytes } from 'node:crypto';

const RANDOM_BYTES = 8;
const RANDOM_DIGITS = RANDOM_BYTES * 2;
/** Drawn for many at once, and written as digits once for all: each of both is a way out of JavaScript. */
const DRAWN_AT_ONCE = 256;
let drawn = '';
let used = 0;

/**
 * Of a row: its moment, a count within that millisecond, and chance. Later ones sort behind earlier ones, so that new
 * rows stand together in an index; those that one process makes of one millisecond sort as they were made.
 */
export function newCallId(atMs: number): string {
  return `${idAt(atMs)}${nextCount(atMs)}${nextRandom()}`;
}

const COUNTS = 0x1_0000;
/** Written once for all, as every call needs two of them. */
const TWO_DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
let newestMs = 0;
let count = 0;

/** For a moment that has passed it goes on: a call may be refused a while after it came, and clocks are put back. */
function nextCount(atMs: number): string {
  const ms = Math.floor(atMs);
  if (ms > newestMs) {
    newestMs = ms;
    count = 0;
  } else {
    // more of one millisecond lose their order only: chance keeps them apart
    count = (count + 1) % COUNTS;
  }
  return `${TWO_DIGITS[count >> 8]}${TWO_DIGITS[count & 0xff]}`;
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
