import type { Fields } from '../../../common/fields.js';
import { ObjectEnd } from '../../object-end.js';

/** What a block of a streamed answer is. */
export type BlockKind = 'thinking' | 'redacted_thinking' | 'text' | 'tool_use';

/** A block of an answer as its pieces come; what is not told yet waits in it. */
export class AnswerBlock {
  private waiting: Fields[] = [];
  private readonly args = new ObjectEnd();
  isSigned = false;
  hasEnded = false;

  constructor(
    readonly kind: BlockKind,
    /** As it stands in `content_block_start`. */
    readonly start: Fields,
  ) {}

  add(delta: Fields): void {
    this.waiting.push(delta);
    if (typeof delta['partial_json'] === 'string') this.args.feed(delta['partial_json']);
    if (delta['type'] === 'signature_delta') this.isSigned = true;
  }

  take(): readonly Fields[] {
    return this.waiting.splice(0);
  }

  /** Nothing more can belong to it: text and thoughts go on in a block of their own, arguments are whole. */
  get canEnd(): boolean {
    return this.kind !== 'tool_use' || this.args.isReached;
  }
}
