import type { CompletionChunk } from '../../port/canonical.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import { readToolUse } from './from-anthropic-answer.js';
import { MAX_TOOL_CALLS, placeIn, requirePlace, toJson, type Fields } from '../upstream/wire-fields.js';

type Delta = CompletionChunk['choices'][number]['delta'];

interface OpenCall {
  /** Its place among the calls of the answer; Anthropic counts all blocks. */
  readonly position: number;
  /** The arguments, should no piece of them come. */
  readonly input: unknown;
  hasPieces: boolean;
}

/** The calls of tools in a stream, whose arguments come in pieces. */
export class AnthropicToolCalls {
  private readonly open = new Map<number, OpenCall>();
  /** The block that began last: what does not say of which it is belongs to it. */
  private last = 0;
  private started = 0;

  constructor(private readonly call: UpstreamCall) {}

  start(index: unknown, block: Fields): Delta {
    const position = this.started++;
    requirePlace(position, MAX_TOOL_CALLS, this.call);
    const { id, name } = readToolUse(block, position, this.call);
    this.last = placeIn(index) ?? this.last + 1;
    this.open.set(this.last, { position, input: block['input'] ?? {}, hasPieces: false });
    return {
      tool_calls: [{ index: position, id, type: 'function', function: { name, arguments: '' } }],
    };
  }

  /** `null` = nothing in it, or it is of a tool that Anthropic runs itself. */
  piece(index: unknown, json: unknown): Delta | null {
    const open = this.open.get(this.placeOf(index));
    if (!open || json === '' || json === undefined) return null;
    if (typeof json !== 'string') throw invalidResponse('its call of a tool is not readable', this.call);
    open.hasPieces = true;
    return argumentsOf(open, json);
  }

  stop(index: unknown): Delta | null {
    const place = this.placeOf(index);
    const open = this.open.get(place);
    this.open.delete(place);
    return open && !open.hasPieces ? argumentsOf(open, toJson(open.input, this.call)) : null;
  }

  private placeOf(index: unknown): number {
    return placeIn(index) ?? this.last;
  }
}

function argumentsOf({ position }: OpenCall, json: string): Delta {
  return { tool_calls: [{ index: position, function: { arguments: json } }] };
}
