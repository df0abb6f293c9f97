import { isObject, type Fields } from '../../../common/fields.js';
import { joined } from '../../thoughts-to-seal.js';
import { sealedBlock } from '../sealed-thought.js';
import { isClaudes } from './thoughts.js';

/**
 * What another model than Claude thought, as its provider wants it back: whole, and signed in a way that is no signature
 * here. It is gathered from the pieces of an answer, and sealed into a block that clients bring back unread.
 */
export class ForeignThoughts {
  private details: Fields[] = [];

  /** @param provider its id. */
  constructor(private readonly provider: string) {}

  /** @param message a whole one, or a piece of one. */
  take(message: object): void {
    const { reasoning_details: all, thinking_blocks: blocks } = message as Fields;
    // The blocks say the same, and are Claude's.
    if (!Array.isArray(all) || Array.isArray(blocks)) return;
    const foreign = all.filter(isObject).filter(({ format }) => !isClaudes(format));
    this.details = foreign.reduce(joined, this.details);
  }

  /** The block of what has come since; `null` = nothing has. */
  sealed(): Fields | null {
    const { details, provider } = this;
    this.details = [];
    return details.length === 0 ? null : sealedBlock({ provider, reasoning_details: details });
  }
}
