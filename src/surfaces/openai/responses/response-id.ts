import { randomBytes } from 'node:crypto';
import { providerMarkOf } from '../../provider-mark.js';

/** Tells ids that were made here from those of a provider. */
const OURS = 'tg';

/** Of an item that was made here; in it, the mark of the provider that answered. */
const OUR_ITEM = /^[a-z]+_tg[0-9a-f]{24}([0-9a-f]{8})[0-9a-f]{4}$/;

/**
 * What the ids of a response that is made here, and of its items, have in common.
 * @param provider that answers.
 */
export function newEnding(provider: string): string {
  return OURS + randomBytes(12).toString('hex') + providerMarkOf(provider);
}

/** Of an item: its kind, the ending, and its place. */
export function itemIdOf(prefix: string, ending: string, index: number): string {
  return `${prefix}_${ending}${index.toString(16).padStart(4, '0')}`;
}

/** An item that was made here: no provider knows it. */
export function isOurId(id: unknown): boolean {
  return makerIn(id) !== null;
}

/** The mark of the provider whose answer an item is of; `null` = it was not made here. */
export function makerIn(id: unknown): string | null {
  const [, mark = null] = (typeof id === 'string' && OUR_ITEM.exec(id)) || [];
  return mark;
}
