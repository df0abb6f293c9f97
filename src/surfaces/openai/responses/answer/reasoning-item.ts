import type { Fields } from '../../../../common/fields.js';
import { added, done, ofItem, type ItemPlace, type OutputItem, type ResponseEvent } from './output-item.js';

/**
 * What a model thinks, as a summary: clients show that, and few show a `reasoning_text`. What goes back to its provider
 * is known at the end of the answer only: until then the item waits for it, and its text does not.
 */
export class ReasoningItem implements OutputItem {
  readonly isWhole = true;
  private text = '';
  private encrypted: string | null = null;
  private isTextOpen = false;
  private hasEnded = false;

  /** @param waits for what goes back; false = nothing does. */
  constructor(
    private readonly place: ItemPlace,
    private waits: boolean,
  ) {}

  *begin(): Generator<ResponseEvent, void> {
    yield added(this.place, this.toItem());
  }

  *add(text: string): Generator<ResponseEvent, void> {
    if (!this.isTextOpen) {
      this.isTextOpen = true;
      yield this.ofSummary('response.reasoning_summary_part.added', {
        part: { type: 'summary_text', text: '' },
      });
    }
    this.text += text;
    yield this.ofSummary('response.reasoning_summary_text.delta', { delta: text });
  }

  *end(): Generator<ResponseEvent, void> {
    if (this.isTextOpen) {
      this.isTextOpen = false;
      const { text } = this;
      yield this.ofSummary('response.reasoning_summary_text.done', { text });
      yield this.ofSummary('response.reasoning_summary_part.done', { part: { type: 'summary_text', text } });
    }
    if (this.waits || this.hasEnded) return;
    this.hasEnded = true;
    yield done(this.place, this.toItem());
  }

  /** @param encrypted what goes back with it; `null` = nothing. */
  *seal(encrypted: string | null): Generator<ResponseEvent, void> {
    this.encrypted = encrypted;
    this.waits = false;
    yield* this.end();
  }

  toItem(): Fields {
    const summary = this.text === '' ? [] : [{ type: 'summary_text', text: this.text }];
    const { encrypted } = this;
    return {
      id: this.place.id,
      type: 'reasoning',
      summary,
      ...(encrypted !== null && { encrypted_content: encrypted }),
    };
  }

  private ofSummary(type: string, fields: Fields): ResponseEvent {
    return ofItem(type, this.place, { summary_index: 0, ...fields });
  }
}
