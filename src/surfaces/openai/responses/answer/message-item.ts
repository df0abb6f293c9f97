import { isObject, type Fields } from '../../../../common/fields.js';
import {
  added,
  done,
  ofItem,
  type ItemPlace,
  type ItemStatus,
  type OutputItem,
  type ResponseEvent,
} from './output-item.js';

type PartKind = 'output_text' | 'refusal';

interface Part {
  readonly kind: PartKind;
  text: string;
  readonly annotations: Fields[];
  readonly logprobs: unknown[];
}

/** What a model says: a text, and its refusal to say one. */
export class MessageItem implements OutputItem {
  readonly isWhole = true;
  private readonly parts: Part[] = [];
  private status: ItemStatus = 'in_progress';

  constructor(private readonly place: ItemPlace) {}

  *begin(): Generator<ResponseEvent, void> {
    yield added(this.place, this.toItem());
  }

  /** @param logprobs of the tokens of this piece. */
  *addText(text: string, logprobs: readonly unknown[]): Generator<ResponseEvent, void> {
    yield* this.add('output_text', text, logprobs);
  }

  *addRefusal(text: string): Generator<ResponseEvent, void> {
    yield* this.add('refusal', text, []);
  }

  /** A source of what was said. */
  *annotate(annotation: Fields): Generator<ResponseEvent, void> {
    const part = this.parts.at(-1);
    if (part?.kind !== 'output_text') return;
    part.annotations.push(annotation);
    const annotation_index = part.annotations.length - 1;
    yield this.ofPart('response.output_text.annotation.added', { annotation_index, annotation });
  }

  *end(status: Exclude<ItemStatus, 'in_progress'>): Generator<ResponseEvent, void> {
    if (this.status !== 'in_progress') return;
    yield* this.endPart();
    this.status = status;
    yield done(this.place, this.toItem());
  }

  toItem(): Fields {
    const content = this.parts.map(toContentPart);
    return { id: this.place.id, type: 'message', status: this.status, role: 'assistant', content };
  }

  private *add(kind: PartKind, text: string, logprobs: readonly unknown[]): Generator<ResponseEvent, void> {
    if (this.parts.at(-1)?.kind !== kind) {
      yield* this.endPart();
      const part = { kind, text: '', annotations: [], logprobs: [] };
      this.parts.push(part);
      yield this.ofPart('response.content_part.added', { part: toContentPart(part) });
    }
    const part = this.parts.at(-1);
    if (!part) return;
    part.text += text;
    part.logprobs.push(...logprobs);
    yield this.ofPart(`response.${kind}.delta`, {
      delta: text,
      ...(kind === 'output_text' && { logprobs }),
    });
  }

  private *endPart(): Generator<ResponseEvent, void> {
    const part = this.parts.at(-1);
    if (!part) return;
    const { kind, text, logprobs } = part;
    const whole = kind === 'output_text' ? { text, logprobs } : { refusal: text };
    yield this.ofPart(`response.${kind}.done`, whole);
    yield this.ofPart('response.content_part.done', { part: toContentPart(part) });
  }

  private ofPart(type: string, fields: Fields): ResponseEvent {
    return ofItem(type, this.place, { content_index: this.parts.length - 1, ...fields });
  }
}

/** Lists are copies: what an event has told does not change. */
function toContentPart({ kind, text, annotations, logprobs }: Part): Fields {
  if (kind === 'refusal') return { type: kind, refusal: text };
  return { type: kind, annotations: [...annotations], logprobs: [...logprobs], text };
}

/** A source in the words of this API; `null` = it has none for it. */
export function toAnnotation(annotation: unknown): Fields | null {
  if (!isObject(annotation) || annotation['type'] !== 'url_citation') return null;
  const { url_citation: cited } = annotation;
  if (!isObject(cited) || typeof cited['url'] !== 'string') return null;
  const { url, title, start_index: start, end_index: end } = cited;
  return {
    type: 'url_citation',
    url,
    title: typeof title === 'string' ? title : '',
    start_index: typeof start === 'number' ? start : 0,
    end_index: typeof end === 'number' ? end : 0,
  };
}
