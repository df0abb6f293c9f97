import type { Fields } from '../../upstream/wire-fields.js';

/** A piece of the canonical answer. */
export interface AnswerPiece {
  readonly delta: Fields;
  /** What stands beside the delta. */
  readonly logprobs?: Fields;
}

/** An item of a response, told in pieces. */
export interface ItemPieces {
  /** @param type of the event. */
  piece(type: string, event: Fields): AnswerPiece[];
  /** The item as a whole: of it, what no piece has told. */
  whole(item: Fields): AnswerPiece[];
}
