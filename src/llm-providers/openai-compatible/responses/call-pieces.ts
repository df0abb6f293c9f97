import { argumentsText } from '../../../port/call-arguments.js';
import { isObject, textOrNull, type Fields } from '../../upstream/wire-fields.js';
import type { AnswerPiece, ItemPieces } from './item-pieces.js';

/** A call of a function, or of a custom tool. */
export class CallPieces implements ItemPieces {
  private readonly kind: 'function' | 'custom';
  private hasArguments = false;

  /**
   * @param index its place among the calls of the answer.
   * @param id by which its result comes back.
   */
  constructor(
    private readonly index: number,
    private readonly id: string,
    private readonly item: Fields,
  ) {
    this.kind = item['type'] === 'custom_tool_call' ? 'custom' : 'function';
  }

  piece(type: string, event: Fields): AnswerPiece[] {
    switch (type) {
      case 'response.output_item.added':
        return [this.begun()];
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        return this.says(event['delta']);
      case 'response.function_call_arguments.done':
      case 'response.custom_tool_call_input.done':
        return this.rest(event);
      default:
        return [];
    }
  }

  whole(item: Fields): AnswerPiece[] {
    return this.rest(item);
  }

  private isBegun = false;

  private begun(): AnswerPiece {
    this.isBegun = true;
    const { id, item } = this;
    const { name } = item;
    return this.piecesWith({ id, type: this.kind }, { name, [this.field]: '' });
  }

  /** Arguments of which no piece came; a function that takes none may be called with nothing at all. */
  private rest(holder: Fields): AnswerPiece[] {
    const start = this.isBegun ? [] : [this.begun()];
    const whole = this.kind === 'custom' ? holder['input'] : holder['arguments'];
    // some servers write the JSON itself
    const text = isObject(whole) ? argumentsText(whole) : whole;
    return this.hasArguments ? start : [...start, ...this.says(text)];
  }

  private says(text: unknown): AnswerPiece[] {
    const said = textOrNull(text);
    if (said === null) return [];
    this.hasArguments = true;
    return [this.piecesWith({}, { [this.field]: said })];
  }

  private get field(): string {
    return this.kind === 'custom' ? 'input' : 'arguments';
  }

  private piecesWith(call: Fields, called: Fields): AnswerPiece {
    return { delta: { tool_calls: [{ index: this.index, ...call, [this.kind]: called }] } };
  }
}
