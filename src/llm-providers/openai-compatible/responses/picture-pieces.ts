import { toImages } from '../../../port/answer-media.js';
import { textOrNull, type Fields } from '../../upstream/wire-fields.js';
import type { AnswerPiece, ItemPieces } from './item-pieces.js';

/** A picture that the provider's own tool has made. Pieces of one are sketches: it is told when it is whole. */
export class PicturePieces implements ItemPieces {
  private isTold = false;

  /** @param index its place among the pictures of the answer. */
  constructor(private readonly index: number) {}

  piece(): AnswerPiece[] {
    return [];
  }

  /** One that failed has no data. */
  whole({ result, output_format: format }: Fields): AnswerPiece[] {
    const data = textOrNull(result);
    if (this.isTold || data === null || data === '') return [];
    this.isTold = true;
    const known = textOrNull(format) ?? '';
    const mimeType = `image/${/^[a-z]+$/.test(known) ? known : 'png'}`;
    const images = toImages([{ mimeType, data, url: null, extra: {} }], this.index);
    return [{ delta: { images } }];
  }
}
