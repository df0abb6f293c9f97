import { randomBytes } from 'node:crypto';

/** Tells ids that were made here from those of a provider. */
const OURS = 'tg';

/** What the ids of a response that is made here, and of its items, have in common. */
export function newEnding(): string {
  return OURS + randomBytes(16).toString('hex');
}

/** Of an item: its kind, the ending, and its place. */
export function itemIdOf(prefix: string, ending: string, index: number): string {
  return `${prefix}_${ending}${index.toString(16).padStart(4, '0')}`;
}

/** An item that was made here: no provider knows it. */
export function isOurId(id: unknown): boolean {
  return typeof id === 'string' && /^[a-z]+_tg[0-9a-f]{36}$/.test(id);
}
