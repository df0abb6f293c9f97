import type { CompletionChunk } from '../../port/canonical.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { unreadableText } from '../upstream/said-texts.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';
import { textOfBlock } from './anthropic-blocks.js';
import { AnthropicThinking } from './anthropic-thinking.js';
import { AnthropicToolCalls } from './anthropic-tool-calls.js';
import { refusalOf } from './from-anthropic-answer.js';

type Delta = CompletionChunk['choices'][number]['delta'];

/** The content of a streamed answer, as far as it has come. */
export class AnthropicContentStream {
  private readonly toolCalls: AnthropicToolCalls;
  private readonly thinking = new AnthropicThinking();
  private hasContent = false;
  private hasThoughts = false;
  private isUnread = false;

  constructor(private readonly call: UpstreamCall) {
    this.toolCalls = new AnthropicToolCalls(call);
  }

  /** What an event has for the caller; `null` = nothing yet: a ping, an event that is new. */
  take(type: string | undefined, fields: Fields): Delta | null {
    if (type === 'message_start') return { role: 'assistant', content: '' };
    const delta = this.block(type, fields);
    this.hasContent ||= delta !== null && !('reasoning_content' in delta);
    this.hasThoughts ||= delta !== null && 'reasoning_content' in delta;
    return delta;
  }

  /**
   * The last piece: a refusal where no text came, and all thinking blocks, signed. They come here, once: a reader that adds up
   * deltas would make other blocks of their pieces. Their text has come as it was thought, in `reasoning_content`.
   * @throws GatewayError `provider.invalid_response` where something was said, and nothing of it could be read.
   */
  end(finishReason: string): Delta {
    const refusal = this.hasContent ? null : refusalOf(finishReason, this.call);
    const thinking = this.thinking.whole;
    const isSilent = !this.hasContent && !this.hasThoughts && refusal === null && !thinking.thinking_blocks;
    if (this.isUnread && isSilent) throw unreadableText(this.call);
    return { ...(refusal !== null && { refusal }), ...thinking };
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
        return this.toolCalls.stop(index);
      default:
        return null;
    }
  }

  private start(index: unknown, block: Fields): Delta | null {
    const thought = this.thinking.start(index, block);
    if (thought !== '') return thoughtDelta(thought);
    if (block['type'] === 'tool_use') return this.toolCalls.start(index, block);
    return this.text(block);
  }

  private piece(index: unknown, delta: Fields): Delta | null {
    const thought = this.thinking.piece(index, delta);
    if (thought !== '') return thoughtDelta(thought);
    if (delta['type'] === 'input_json_delta') return this.toolCalls.piece(index, delta['partial_json']);
    return this.text(delta);
  }

  private text(block: unknown): Delta | null {
    const { shown, isUnread } = textOfBlock(block);
    this.isUnread ||= isUnread;
    return shown === '' ? null : { content: shown };
  }
}

function thoughtDelta(thought: string): Delta {
  return { reasoning_content: thought } as Delta;
}
