import { isObject, objectsOf, placeIn, textOrNull, type Fields } from '../../upstream/wire-fields.js';
import type { AnswerPiece, ItemPieces } from './item-pieces.js';

/** What the model said, or why it would not. */
export class MessagePieces implements ItemPieces {
  /** Parts of which something was told. */
  private readonly told = new Set<number>();
  private hasAnnotations = false;

  /** @param isLater an earlier message stands before it: a blank line parts them. */
  constructor(private isLater: boolean) {}

  piece(type: string, event: Fields): AnswerPiece[] {
    const place = placeIn(event['content_index']) ?? 0;
    switch (type) {
      case 'response.output_text.delta':
        return this.says(place, 'content', event['delta'], event['logprobs']);
      case 'response.refusal.delta':
        return this.says(place, 'refusal', event['delta']);
      case 'response.output_text.done':
        return this.part(place, { type: 'output_text', ...event });
      case 'response.refusal.done':
        return this.part(place, { ...event, type: 'refusal' });
      default:
        return [];
    }
  }

  whole({ content }: Fields): AnswerPiece[] {
    const parts = typeof content === 'string' ? [{ text: content }] : objectsOf(content);
    const pieces = parts.flatMap((part, place) => this.part(place, part));
    const annotations = parts.flatMap((part: Fields) => objectsOf(part['annotations'])).flatMap(toAnnotation);
    if (annotations.length === 0 || this.hasAnnotations) return pieces;
    this.hasAnnotations = true;
    return [...pieces, { delta: { annotations } }];
  }

  /** A part as a whole, unless it came in pieces. */
  private part(place: number, { text, refusal, logprobs }: Fields): AnswerPiece[] {
    if (this.told.has(place)) return [];
    return [...this.says(place, 'content', text, logprobs), ...this.says(place, 'refusal', refusal)];
  }

  private says(place: number, name: string, text: unknown, logprobs?: unknown): AnswerPiece[] {
    const said = textOrNull(text);
    if (said === null) return [];
    this.told.add(place);
    const between = this.isLater && name === 'content' ? '\n\n' : '';
    this.isLater &&= between === '';
    const tokens = objectsOf(logprobs);
    return [
      {
        delta: { [name]: between + said },
        ...(tokens.length > 0 && { logprobs: { content: tokens, refusal: null } }),
      },
    ];
  }
}

/** Chat completions know citations of pages alone. */
function toAnnotation({ type, ...cited }: Fields): Fields[] {
  if (type !== 'url_citation') return [];
  return [{ type, url_citation: isObject(cited['url_citation']) ? cited['url_citation'] : cited }];
}
