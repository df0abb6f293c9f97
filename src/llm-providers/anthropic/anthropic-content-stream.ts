import type { CompletionChunk } from '../../port/canonical.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import type { TranslatedEnd } from '../upstream/finish-reason.js';
import { unreadableText } from '../upstream/said-texts.js';
import { isObject, objectsOf, type Fields } from '../upstream/wire-fields.js';
import { AnnouncedText } from './announced-text.js';
import { blocksIn, textOfBlock, textOfBlocks } from './anthropic-blocks.js';
import { AnthropicCitations } from './anthropic-citations.js';
import { AnthropicThinking, thoughtsOf } from './anthropic-thinking.js';
import { AnthropicToolCalls } from './anthropic-tool-calls.js';
import { refusalOf, toToolCall } from './from-anthropic-answer.js';

type Delta = CompletionChunk['choices'][number]['delta'];

/** The content of a streamed answer, as far as it has come. */
export class AnthropicContentStream {
  private readonly toolCalls: AnthropicToolCalls;
  private readonly thinking: AnthropicThinking;
  private readonly citations = new AnthropicCitations();
  private hasContent = false;
  private hasThoughts = false;
  private hasCalled = false;
  private readonly announcedText = new AnnouncedText();
  private announcedBlocks: readonly Fields[] = [];
  private isUnread = false;

  constructor(private readonly call: UpstreamCall) {
    this.toolCalls = new AnthropicToolCalls(call);
    this.thinking = new AnthropicThinking(call);
  }

  /** A tool was called; where that stood in the first event alone, it is known at the end. */
  get hasCalls(): boolean {
    return this.hasCalled;
  }

  /** What an event has for the caller; `null` = nothing yet: a ping, an event that is new. */
  take(type: string | undefined, fields: Fields): Delta | null {
    if (type === 'message_start') return this.announce(fields['message']);
    const delta = this.block(type, fields);
    this.hasContent ||= delta !== null && !('reasoning_content' in delta);
    this.hasThoughts ||= delta !== null && 'reasoning_content' in delta;
    this.hasCalled ||= delta !== null && 'tool_calls' in delta;
    return delta;
  }

  /** Anthropic's own first event has no content; that of other servers may have some, or all. */
  private announce(message: unknown): Delta {
    const blocks = isObject(message) ? blocksIn(message['content']) : [];
    const { shown, isUnread } = textOfBlocks(blocks);
    this.announcedText.hold(shown);
    this.announcedBlocks = objectsOf(blocks);
    this.isUnread ||= isUnread;
    return { role: 'assistant', content: '' };
  }

  /**
   * The last piece: what stood in the first event alone, a refusal where no text came, and all thinking blocks, signed.
   * They come here, once: a reader that adds up deltas would make other blocks of their pieces. Their text has come as
   * it was thought, in `reasoning_content`.
   * @throws GatewayError `provider.invalid_response` where something was said, and nothing of it could be read.
   */
  end(end: TranslatedEnd): Delta {
    const announced = this.announcedAlone();
    const hasContent = this.hasContent || 'content' in announced || 'tool_calls' in announced;
    const refusal = hasContent ? null : refusalOf(end, this.call);
    const streamed = this.thinking.whole;
    const thinking = streamed.thinking_blocks ? streamed : thoughtsOf(this.announcedBlocks);
    const isSilent = !hasContent && !this.hasThoughts && refusal === null && !thinking.thinking_blocks;
    if (this.isUnread && isSilent) throw unreadableText(this.call);
    return { ...announced, ...(refusal !== null && { refusal }), ...thinking };
  }

  /** What no later event has repeated. */
  private announcedAlone(): Delta {
    const text = this.announcedText.rest();
    const calls = this.hasCalled ? [] : this.announcedBlocks.filter(({ type }) => type === 'tool_use');
    this.hasCalled ||= calls.length > 0;
    return {
      ...(text !== '' && { content: text }),
      ...(calls.length > 0 && {
        tool_calls: calls.map((block, index) => ({ index, ...toToolCall(block, index, this.call) })),
      }),
    };
  }

  private block(type: string | undefined, fields: Fields): Delta | null {
    const { index, content_block: block, delta } = fields;
    switch (type) {
      case 'content_block_start':
        return isObject(block) ? this.start(index, block) : this.text(block);
      case 'content_block_delta':
        return isObject(delta) ? this.piece(index, delta) : this.text(delta ?? fields['text']);
      case 'content_block_stop':
        this.thinking.stop(index);
        return this.toolCalls.stop(index) ?? this.citations.stop();
      default:
        return null;
    }
  }

  private start(index: unknown, block: Fields): Delta | null {
    this.citations.begin(block);
    const thought = this.thinking.start(index, block);
    if (thought !== '') return thoughtDelta(thought);
    if (block['type'] === 'tool_use') return this.toolCalls.start(index, block);
    return this.text(block);
  }

  private piece(index: unknown, delta: Fields): Delta | null {
    const thought = this.thinking.piece(index, delta);
    if (thought !== '') return thoughtDelta(thought);
    this.citations.piece(delta);
    if (delta['type'] === 'input_json_delta') return this.toolCalls.piece(index, delta['partial_json']);
    return this.text(delta);
  }

  private text(block: unknown): Delta | null {
    const { shown, isUnread } = textOfBlock(block);
    this.isUnread ||= isUnread;
    const text = shown === '' ? '' : this.announcedText.take(shown);
    this.citations.saw(text);
    return text === '' ? null : { content: text };
  }
}

function thoughtDelta(thought: string): Delta {
  return { reasoning_content: thought } as Delta;
}
