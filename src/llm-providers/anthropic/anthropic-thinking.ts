import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { fromReasoningDetails, toReasoningDetails } from './reasoning-details.js';
import {
  objectsOf,
  requirePlace,
  textOrNull,
  type Fields,
  type PlaceLimit,
} from '../upstream/wire-fields.js';

/**
 * What the model thought: `thinking` with its signature, or `redacted_thinking` with its data. A turn that calls tools
 * has to bring it back unchanged, even where its text is empty. In the canonical form it stands beside the text, in
 * `thinking_blocks`, the name that clients know from LiteLLM. How it lay between texts and calls is not kept there.
 * Sources: platform.claude.com/docs, Extended thinking; docs.litellm.ai, reasoning_content; read 2026-11-23.
 */
export type ThinkingBlock = Fields & { readonly type: 'thinking' | 'redacted_thinking' };

interface WithThinking {
  readonly thinking_blocks?: readonly ThinkingBlock[];
  /** The same blocks by the name that clients know from OpenRouter. */
  readonly reasoning_details?: readonly Fields[];
}

interface WithThoughts extends WithThinking {
  /** The same thoughts as a text to read, by the name that servers of OpenAI's protocol have for it. */
  readonly reasoning_content?: string;
}

/** The thoughts of a whole answer, as a part of its message. */
export function thoughtsOf(content: readonly Fields[]): WithThoughts {
  const text = content
    .map((block) => (isThinking(block) ? textOrNull(block['thinking']) : null) ?? '')
    .join('');
  return { ...thinkingOf(content), ...(text !== '' && { reasoning_content: text }) };
}

function thinkingOf(content: readonly Fields[]): WithThinking {
  const blocks = content.filter(isThinking);
  return blocks.length > 0 ? { thinking_blocks: blocks, reasoning_details: toReasoningDetails(blocks) } : {};
}

/**
 * What a caller brings back, for the beginning of the assistant's turn. Without a signature it is none of Anthropic's,
 * who would refuse it: it is left out.
 */
export function toThinkingBlocks(message: object): ThinkingBlock[] {
  const { thinking_blocks: own, reasoning_details: details } = message as Fields;
  const blocks = objectsOf(own);
  return (blocks.length > 0 ? blocks : fromReasoningDetails(details))
    .filter(isThinking)
    .filter((block) => textOrNull(block[block.type === 'thinking' ? 'signature' : 'data']) !== null);
}

function isThinking(block: Fields): block is ThinkingBlock {
  return block['type'] === 'thinking' || block['type'] === 'redacted_thinking';
}

interface OpenBlock {
  readonly start: ThinkingBlock;
  readonly texts: string[];
  signature: unknown;
}

/** Answers have a few, one before each call of a tool. */
const MAX_BLOCKS: PlaceLimit = Object.freeze({ max: 1_000, what: 'blocks of thinking' });

/** The thoughts of a stream, put together from their pieces. */
export class AnthropicThinking {
  private readonly blocks: OpenBlock[] = [];
  private readonly open = new Map<unknown, OpenBlock>();

  constructor(private readonly call: UpstreamCall) {}

  /** @returns the thought in it; empty = none. */
  start(index: unknown, block: Fields): string {
    if (!isThinking(block)) return '';
    requirePlace(this.blocks.length, MAX_BLOCKS, this.call);
    const thought = textOrNull(block['thinking']) ?? '';
    const started = {
      start: block,
      texts: [thought],
      signature: block['signature'],
    };
    this.blocks.push(started);
    this.open.set(index, started);
    return thought;
  }

  /** @returns the thought in it; empty = none. */
  piece(index: unknown, { type, thinking, signature }: Fields): string {
    const open = this.open.get(index);
    // One piece holds it all: @anthropic-ai/sdk 1.12.0, lib/MessageStream, read 2026-11-23.
    if (type === 'signature_delta' && open) open.signature = signature;
    const thought = type === 'thinking_delta' && open ? (textOrNull(thinking) ?? '') : '';
    open?.texts.push(thought);
    return thought;
  }

  stop(index: unknown): void {
    this.open.delete(index);
  }

  /** All of them, as a whole answer has them. */
  get whole(): WithThinking {
    return thinkingOf(this.blocks.map((block) => assembled(block)));
  }
}

function assembled({ start, texts, signature }: OpenBlock): ThinkingBlock {
  if (start.type !== 'thinking') return start;
  return { ...start, thinking: texts.join(''), ...(signature !== undefined && { signature }) };
}
