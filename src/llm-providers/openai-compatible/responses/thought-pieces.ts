import { objectsOf, placeIn, textOrNull, type Fields } from '../../upstream/wire-fields.js';
import { toReasoningDetail } from './account-thoughts.js';
import type { AnswerPiece, ItemPieces } from './item-pieces.js';

type Kind = 'summary' | 'text';

/** What the model thought: to be read, and sealed to be brought back. */
export class ThoughtPieces implements ItemPieces {
  /** Places in `reasoning_details`, by the part that stands there. */
  private readonly places = new Map<string, number>();
  private isSealed = false;

  /**
   * @param mark what stands before a sealed thought.
   * @param details counts those of the answer.
   * @param id of the item.
   */
  constructor(
    private readonly mark: string,
    private readonly details: { next: number },
    private readonly id: unknown,
  ) {}

  piece(
    type: string,
    { delta, text, summary_index: summary, content_index: content }: Fields,
  ): AnswerPiece[] {
    switch (type) {
      case 'response.reasoning_summary_text.delta':
        return this.thinks('summary', placeIn(summary) ?? 0, delta);
      case 'response.reasoning_text.delta':
        return this.thinks('text', placeIn(content) ?? 0, delta);
      case 'response.reasoning_summary_text.done':
        return this.part('summary', placeIn(summary) ?? 0, text);
      case 'response.reasoning_text.done':
        return this.part('text', placeIn(content) ?? 0, text);
      default:
        return [];
    }
  }

  whole({ summary, content, encrypted_content: sealed }: Fields): AnswerPiece[] {
    return [
      ...objectsOf(summary).flatMap(({ text }, place) => this.part('summary', place, text)),
      ...objectsOf(content).flatMap(({ text }, place) => this.part('text', place, text)),
      ...this.seal(sealed),
    ];
  }

  private seal(sealed: unknown): AnswerPiece[] {
    const data = textOrNull(sealed);
    if (data === null || this.isSealed) return [];
    this.isSealed = true;
    const detail = { type: 'reasoning.encrypted', data: this.mark + data } as const;
    return [{ delta: { reasoning_details: [toReasoningDetail(detail, this.id, this.details.next++)] } }];
  }

  /** A part as a whole, unless it came in pieces. */
  private part(kind: Kind, place: number, text: unknown): AnswerPiece[] {
    return this.places.has(`${kind} ${place}`) ? [] : this.thinks(kind, place, text);
  }

  private thinks(kind: Kind, place: number, piece: unknown): AnswerPiece[] {
    const text = textOrNull(piece);
    if (text === null) return [];
    const key = `${kind} ${place}`;
    const isNext = !this.places.has(key) && this.places.size > 0;
    const index = this.places.get(key) ?? this.details.next++;
    this.places.set(key, index);
    const detail =
      kind === 'summary'
        ? ({ type: 'reasoning.summary', summary: text } as const)
        : ({ type: 'reasoning.text', text } as const);
    // Parts are headed paragraphs.
    const shown = isNext ? `\n\n${text}` : text;
    return [
      { delta: { reasoning_content: shown, reasoning_details: [toReasoningDetail(detail, this.id, index)] } },
    ];
  }
}
