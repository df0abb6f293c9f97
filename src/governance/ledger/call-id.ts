import { randomBytes } from 'node:crypto';

const RANDOM_BYTES = 10;

/** Of a row: later ones sort behind earlier ones, so that new rows stand together in an index. */
export function newCallId(atMs: number): string {
  return `${idAt(atMs)}${randomBytes(RANDOM_BYTES).toString('hex')}`;
}

/** No id of this moment, or a later one, comes before it. */
export function idAt(atMs: number): string {
  return Math.max(0, Math.floor(atMs)).toString(16).padStart(12, '0');
}
