import { GatewayError } from '../../../common/errors.js';
import type { Fields } from '../../../common/fields.js';
import { CUSTOM_INPUT, type CalledTool } from '../../../port/called-tool.js';
import { AnswerBlock, type BlockKind } from './answer-block.js';

const BEHIND_ITS_END = 'The provider sent a piece of a tool call behind the end of its arguments.';

/** An event of a streamed answer: its name is its `type`. */
export type MessageEvent = Fields & { readonly type: string };

/**
 * The blocks of a streamed answer, one after the other, as clients read them. A provider may send pieces of several
 * calls of tools in turn: then only the first is told as it comes, and the others wait for its end.
 */
export class BlockEvents {
  /** The first is open, if its start has been told. */
  private readonly blocks: AnswerBlock[] = [];
  private readonly calls = new Map<number, AnswerBlock>();
  /** Calls of custom tools: their text stands in an object that is open until the end of the answer. */
  private readonly texts = new Set<AnswerBlock>();
  private index = 0;
  private isOpen = false;

  get hasCalls(): boolean {
    return this.calls.size > 0;
  }

  /** A piece of a text or a thought: it belongs to the last block, where that is of its kind. */
  add(kind: Exclude<BlockKind, 'tool_use'>, start: Fields, delta: Fields | null): void {
    const last = this.blocks.at(-1);
    const isOfLast = last?.kind === kind && kind !== 'redacted_thinking' && !last.isSigned;
    const block = isOfLast ? last : this.begin(new AnswerBlock(kind, start));
    if (delta) block.add(delta);
  }

  /**
   * A piece of the call at this place among the calls.
   * @throws GatewayError `provider.invalid_response` for one behind arguments that were whole, and are told.
   */
  addCall(place: number, { id, name, text, isCustom }: CalledTool & { readonly id: unknown }): void {
    const known = this.calls.get(place);
    const start = { type: 'tool_use', id, name, input: {} };
    const block = known ?? this.begin(new AnswerBlock('tool_use', start));
    this.calls.set(place, block);
    if (isCustom && !known) this.openText(block);
    if (typeof text !== 'string') return;
    // A piece may end within a character: JSON has its halves as escapes, which are one character again.
    const json = this.texts.has(block) ? JSON.stringify(text).slice(1, -1) : text;
    if (block.hasEnded && json.trim() !== '')
      throw new GatewayError('provider.invalid_response', BEHIND_ITS_END);
    if (json !== '') block.add(jsonDelta(json));
  }

  /** The events of what has come since. */
  *take(): Generator<MessageEvent, void> {
    while (this.blocks.length > 1 && this.blocks[0]?.canEnd === true) yield* this.end();
    yield* this.tellFirst();
  }

  /** The events of all that waits, and of the end of the last block. */
  *rest(): Generator<MessageEvent, void> {
    for (const block of this.texts) block.add(jsonDelta('"}'));
    this.texts.clear();
    while (this.blocks.length > 0) yield* this.end();
  }

  private openText(block: AnswerBlock): void {
    this.texts.add(block);
    block.add(jsonDelta(`{"${CUSTOM_INPUT}":"`));
  }

  private begin(block: AnswerBlock): AnswerBlock {
    this.blocks.push(block);
    return block;
  }

  private *tellFirst(): Generator<MessageEvent, void> {
    const [block] = this.blocks;
    if (!block) return;
    const { index } = this;
    if (!this.isOpen) yield { type: 'content_block_start', index, content_block: block.start };
    this.isOpen = true;
    for (const delta of block.take()) yield { type: 'content_block_delta', index, delta };
  }

  private *end(): Generator<MessageEvent, void> {
    const [block] = this.blocks;
    if (!block) return;
    yield* this.tellFirst();
    yield { type: 'content_block_stop', index: this.index };
    block.hasEnded = true;
    this.blocks.shift();
    this.isOpen = false;
    this.index += 1;
  }
}

function jsonDelta(json: string): Fields {
  return { type: 'input_json_delta', partial_json: json };
}
