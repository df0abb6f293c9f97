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
  private text = '';
  private hasMore = false;

  /** @param provider its id. */
  constructor(private readonly provider: string) {}

  /** @param message a whole one, or a piece of one. */
  take(message: object): void {
    const { reasoning_details: all, thinking_blocks: blocks, reasoning_content: text } = message as Fields;
    const calls = (message as Fields)['tool_calls'];
    const isSigned = Array.isArray(calls) && calls.filter(isObject).some((call) => 'extra_content' in call);
    this.hasMore ||= isSigned || Array.isArray(all) || Array.isArray(blocks);
    if (typeof text === 'string') this.text += text;
    // The blocks say the same, and are Claude's.
    if (!Array.isArray(all) || Array.isArray(blocks)) return;
    const foreign = all.filter(isObject).filter(({ format }) => !isClaudes(format));
    this.details = foreign.reduce(joined, this.details);
  }

  /**
   * The block of what has come since; `null` = nothing has. A thought in plain text is wanted back where it led to calls
   * of tools: DeepSeek refuses the loop without it.
   * Source: api-docs.deepseek.com/guides/thinking_mode, as told in decolua/9router#355 and opencode#24722, read 2026-11-29.
   */
  sealed(hasCalls: boolean): Fields | null {
    const { details, provider, text } = this;
    this.details = [];
    if (details.length > 0) return sealedBlock({ provider, reasoning_details: details });
    if (!hasCalls || this.hasMore || text === '') return null;
    this.text = '';
    return sealedBlock({ provider, reasoning_content: text });
  }
}
