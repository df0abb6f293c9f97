import { isObject, type Fields } from '../../../../common/fields.js';
import type { StreamPart } from '../../../../port/canonical.js';
import type { NativeAnswer } from '../../../../port/native-responses.js';
import type { OwnedResponse, OwnedResponses } from './owned-responses.js';
import { itemIdsOf, withItemId } from './owned-items.js';
import { markThoughts, withMarks } from './owned-thoughts.js';

/** What is known of an answer that goes out as its provider wrote it. */
export interface AnswerOwner extends Omit<OwnedResponse, 'id'> {
  /** The id that the caller sent for the response before it; `null` = none. Of one that is told again, it is made anew. */
  readonly previousId: string | ((theirs: string) => string) | null;
  /** Another account might be asked in the next turn. */
  readonly hasOthers: boolean;
}

/** Puts into answers who keeps them, and whose thoughts they hold; all else stays as its provider wrote it. */
export class OwnedAnswers {
  /** Of a stream: whether its response is kept, as it says itself. */
  private isKept = true;
  private readonly toItemId: ((id: string) => string) | null;

  constructor(
    private readonly responses: OwnedResponses,
    private readonly owner: AnswerOwner,
  ) {
    this.toItemId = itemIdsOf(owner, responses);
  }

  /** @returns the same object where nothing is to be put in. */
  toResponse(response: Fields): Fields {
    const isKept = response['store'] !== false && typeof response['id'] === 'string';
    this.isKept = isKept;
    const thoughts = this.withItems(response);
    const { previousId } = this.owner;
    if (!isKept && previousId === null) return thoughts;
    return {
      ...thoughts,
      ...(isKept && { id: this.responses.idOf({ ...this.owner, id: response['id'] as string }) }),
      ...(previousId !== null && withPrevious(response, previousId)),
    };
  }

  /** @returns the same where nothing is to be put in. */
  toAnswer(answer: NativeAnswer): NativeAnswer {
    if (answer.body === null) return answer;
    const body = this.toResponse(answer.body);
    if (body === answer.body) return answer;
    const text = this.ownText(answer.text, itemsIn(answer.body));
    return { completion: answer.completion, body, ...(text !== null && { text }) };
  }

  /** Nobody keeps a compaction: its id stays. */
  toCompaction({ completion, body }: NativeAnswer): NativeAnswer {
    this.isKept = false;
    return { completion, body: body && this.withItems(body) };
  }

  async *toParts(parts: AsyncIterable<StreamPart>): AsyncGenerator<StreamPart, void, undefined> {
    for await (const part of parts) {
      if (!part.events) yield part;
      else yield { ...part, events: part.events.map((event) => this.toEvent(event)) };
    }
  }

  private toEvent(event: NonNullable<StreamPart['events']>[number]): typeof event {
    const { data } = event;
    if (!isObject(data)) return event;
    const { response, item } = data;
    const own = isObject(response) ? { response: this.toResponse(response) } : {};
    const withItem = isObject(item) && this.changesItems ? { item: this.toItems([item])[0] } : {};
    const named = this.isKept ? withItemId(data, 'item_id', this.toItemId) : data;
    const isChanged = named !== data || 'item' in withItem || (own.response ?? response) !== response;
    if (!isChanged) return event;
    const text = this.ownText(event.text, [item, ...itemsIn(response)]);
    return { event: event.event, data: { ...named, ...own, ...withItem }, ...(text !== null && { text }) };
  }

  /** The provider's own JSON, where nothing but marks is put into it; `null` = it is written anew. */
  private ownText(text: string | undefined, items: readonly unknown[]): string | null {
    const { owner, responses } = this;
    if (text === undefined || this.isKept || owner.previousId !== null) return null;
    return withMarks(text, items, { owner, ownership: responses.ownership });
  }

  private get changesItems(): boolean {
    return this.owner.hasOthers || (this.isKept && this.toItemId !== null);
  }

  private withItems(fields: Fields): Fields {
    const { output } = fields;
    if (!this.changesItems || !Array.isArray(output)) return fields;
    return { ...fields, output: this.toItems(output as Fields[]) };
  }

  private toItems(items: readonly Fields[]): Fields[] {
    const { owner, responses } = this;
    const marked = owner.hasOthers ? markThoughts(items, owner, responses.ownership) : items;
    return marked.map((item) =>
      this.isKept && isObject(item) ? withItemId(item, 'id', this.toItemId) : item,
    );
  }
}

function itemsIn(response: unknown): readonly unknown[] {
  const output = isObject(response) ? response['output'] : null;
  return Array.isArray(output) ? output : [];
}

function withPrevious(
  { previous_response_id: theirs }: Fields,
  own: NonNullable<AnswerOwner['previousId']>,
): Fields {
  if (theirs === undefined) return {};
  if (typeof own === 'string') return { previous_response_id: own };
  return typeof theirs === 'string' ? { previous_response_id: own(theirs) } : {};
}
