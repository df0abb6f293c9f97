import { randomFillSync } from 'node:crypto';

const RANDOM_BYTES = 10;
/** Drawn for many at once: each draw is a way into the system. */
const drawn = Buffer.alloc(RANDOM_BYTES * 256);
let used = drawn.length;

/** Of a row: later ones sort behind earlier ones, so that new rows stand together in an index. */
export function newCallId(atMs: number): string {
  return `${idAt(atMs)}${nextRandom()}`;
}

function nextRandom(): string {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  return drawn.toString('hex', used, (used += RANDOM_BYTES));
}

/** When the call of an id began, in milliseconds since the Unix epoch. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 12), 16);
}

/** No id of this moment, or a later one, comes before it. */
export function idAt(atMs: number): string {
  return Math.max(0, Math.floor(atMs)).toString(16).padStart(12, '0');
}
