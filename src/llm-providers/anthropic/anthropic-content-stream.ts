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

  /** What an event has for the caller; `null` = nothing yet: a ping, an event that is new. */
  take(type: string | undefined, fields: Fields): Delta | null {
    if (type === 'message_start') return { role: 'assistant', content: '' };
    const delta = this.block(type, fields);
    this.hasContent ||= delta !== null && !('reasoning_content' in delta);
    return delta;
  }

  /**
   * The last piece: a refusal where no text came, and all thinking blocks, signed. They come here, once: a reader that adds up
   * deltas would make other blocks of their pieces. Their text has come as it was thought, in `reasoning_content`.
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
    const thought = this.thinking.start(index, block);
    if (thought !== '') return thoughtDelta(thought);
    if (block['type'] === 'tool_use') return this.toolCalls.start(index, block);
    return block['type'] === 'text' ? textDelta(block['text']) : null;
  }

  private piece(index: unknown, delta: Fields): Delta | null {
    const thought = this.thinking.piece(index, delta);
    if (thought !== '') return thoughtDelta(thought);
    if (delta['type'] === 'input_json_delta') return this.toolCalls.piece(index, delta['partial_json']);
    return delta['type'] === 'text_delta' ? textDelta(delta['text']) : null;
  }
}

function textDelta(value: unknown): Delta | null {
  const content = textOrNull(value);
  return content === null ? null : { content };
}

function thoughtDelta(thought: string): Delta {
  return { reasoning_content: thought } as Delta;
}
