import { isObject, type Fields } from '../../../../common/fields.js';
import type { StreamPart } from '../../../../port/canonical.js';
import type { NativeAnswer } from '../../../../port/native-responses.js';
import type { OwnedResponse, OwnedResponses } from './owned-responses.js';
import { markThoughts } from './owned-thoughts.js';

/** What is known of an answer that goes out as its provider wrote it. */
export interface AnswerOwner extends Omit<OwnedResponse, 'id'> {
  /** The id that the caller sent for the response before it; `null` = none. */
  readonly previousId: string | null;
  /** Another account might be asked in the next turn. */
  readonly hasOthers: boolean;
}

/** Puts into answers who keeps them, and whose thoughts they hold; all else stays as its provider wrote it. */
export class OwnedAnswers {
  constructor(
    private readonly responses: OwnedResponses,
    private readonly owner: AnswerOwner,
  ) {}

  /** @returns the same object where nothing is to be put in. */
  toResponse(response: Fields): Fields {
    const thoughts = this.withThoughts(response, 'output');
    const isKept = response['store'] !== false && typeof response['id'] === 'string';
    const { previousId } = this.owner;
    if (!isKept && previousId === null) return thoughts;
    return {
      ...thoughts,
      ...(isKept && { id: this.responses.idOf({ ...this.owner, id: response['id'] as string }) }),
      ...(previousId !== null && 'previous_response_id' in response && { previous_response_id: previousId }),
    };
  }

  /** @returns the same where nothing is to be put in. */
  toAnswer(answer: NativeAnswer): NativeAnswer {
    if (answer.body === null) return answer;
    const body = this.toResponse(answer.body);
    return body === answer.body ? answer : { completion: answer.completion, body };
  }

  /** Nobody keeps a compaction: its id stays. */
  toCompaction({ completion, body }: NativeAnswer): NativeAnswer {
    return { completion, body: body && this.withThoughts(body, 'output') };
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
    const owned = {
      ...data,
      ...(isObject(response) && { response: this.toResponse(response) }),
      ...(isObject(item) && this.owner.hasOthers && { item: this.marked([item])[0] }),
    };
    const isChanged = owned['response'] !== response || owned['item'] !== item;
    return isChanged ? { event: event.event, data: owned } : event;
  }

  private withThoughts(fields: Fields, name: string): Fields {
    const items = fields[name];
    if (!this.owner.hasOthers || !Array.isArray(items)) return fields;
    return { ...fields, [name]: this.marked(items as Fields[]) };
  }

  private marked(items: readonly Fields[]): Fields[] {
    return markThoughts(items, this.owner, this.responses.ownership);
  }
}
