import type { CompletionChunk } from '../../port/canonical.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { isObject, textOrNull, type Fields } from '../upstream/wire-fields.js';
import { AnthropicThinking } from './anthropic-thinking.js';
import { AnthropicToolCalls } from './anthropic-tool-calls.js';
import { refusalOf } from './from-anthropic-answer.js';

type Delta = CompletionChunk['choices'][number]['delta'];

/** The content of a streamed answer, as far as it has come. */
export class AnthropicContentStream {
  private readonly toolCalls: AnthropicToolCalls;
  private readonly thinking = new AnthropicThinking();
  private hasContent = false;

  constructor(private readonly call: UpstreamCall) {
    this.toolCalls = new AnthropicToolCalls(call);
  }

  /** What an event has for the caller; `null` = nothing yet: thinking, a ping, an event that is new. */
  take(type: string | undefined, fields: Fields): Delta | null {
    if (type === 'message_start') return { role: 'assistant', content: '' };
    const delta = this.block(type, fields);
    this.hasContent ||= delta !== null;
    return delta;
  }

  /**
   * The last piece: a refusal where nothing else came, and all thinking blocks. They come here, once: whoever adds up
   * deltas would make other blocks of their pieces.
   */
  end(finishReason: string): Delta {
    const refusal = this.hasContent ? null : refusalOf(finishReason, this.call);
    return { ...(refusal !== null && { refusal }), ...this.thinking.whole };
  }

  private block(type: string | undefined, fields: Fields): Delta | null {
    const { index, content_block: block, delta } = fields;
    switch (type) {
      case 'content_block_start':
        return isObject(block) ? this.start(index, block) : null;
      case 'content_block_delta':
        return isObject(delta) ? this.piece(index, delta) : null;
      case 'content_block_stop':
        this.thinking.stop(index);
        return this.toolCalls.stop(index);
      default:
        return null;
    }
  }

  private start(index: unknown, block: Fields): Delta | null {
    this.thinking.start(index, block);
    if (block['type'] === 'tool_use') return this.toolCalls.start(index, block);
    return block['type'] === 'text' ? textDelta(block['text']) : null;
  }

  private piece(index: unknown, delta: Fields): Delta | null {
    this.thinking.piece(index, delta);
    if (delta['type'] === 'input_json_delta') return this.toolCalls.piece(index, delta['partial_json']);
    return delta['type'] === 'text_delta' ? textDelta(delta['text']) : null;
  }
}

function textDelta(value: unknown): Delta | null {
  const content = textOrNull(value);
  return content === null ? null : { content };
}
