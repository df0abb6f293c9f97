import { toGatewayError } from '../../../../common/errors.js';
import { isObject, type Fields } from '../../../../common/fields.js';
import { toFrame, type Frame } from '../../../../common/http/event-stream.js';
import type { AnswerPart } from '../../../../completions/opened-stream.js';
import type { Completion, NativeEvent } from '../../../../port/canonical.js';
import { splitCompletion } from '../../../../port/split-completion.js';
import type { ResponseEvent } from './output-item.js';
import { StreamedResponse, type AskedResponse, type ToldResponse } from './streamed-response.js';

/** An event as it goes out. */
export type NumberedEvent = ResponseEvent & { readonly sequence_number: number };

/** The numbers of a stream's events, from 0. A provider that speaks this API gives its own. */
export class EventNumbers {
  private next = 0;
  private isTheirs = false;

  take(): number {
    return this.isTheirs ? this.next : this.next++;
  }

  saw({ sequence_number: its }: Fields): void {
    this.isTheirs = true;
    this.next = typeof its === 'number' ? its + 1 : this.next + 1;
  }

  /**
   * What OpenAI sends while nothing comes: clients count events, and no comments. Among events with a provider's own
   * numbers it is a comment all the same: an event would take the number of the next one.
   * Source: openai/openai-node#1964; openai/codex#31539.
   */
  readonly keepAlive = (): string =>
    this.isTheirs
      ? ': keep-alive\n\n'
      : `event: keepalive\ndata: {"type":"keepalive","sequence_number":${this.take()}}\n\n`;
}

/** The same, on its way. */
export interface OutgoingEvent {
  readonly event: NumberedEvent;
  /** As its provider wrote it; left out where it was made, or changed, here. */
  readonly text?: string;
}

/**
 * The events of an answer. Those of a provider that speaks this API go out as they came; of others, numbered from 0:
 * `response.created` and `response.in_progress`, the items, and exactly one of `response.completed`,
 * `response.incomplete` and `response.failed`. Whoever answers, a failure ends in `response.failed`.
 */
export async function* responseEvents(
  parts: AsyncIterable<AnswerPart>,
  asked: AskedResponse,
  numbers = new EventNumbers(),
): AsyncGenerator<OutgoingEvent> {
  const response = new StreamedResponse(asked);
  let own: ToldResponse | null = null;
  try {
    for await (const part of parts) {
      if (part.events) {
        for (const outgoing of part.events.flatMap(ownEvent)) {
          const { event } = outgoing;
          numbers.saw(event);
          if (tellsResponse(event)) own = event;
          yield outgoing;
        }
        continue;
      }
      const events =
        part.type === 'chunk' ? response.take(part.chunk) : response.end(part.finishReason, part.usage);
      for (const event of events) yield { event: numbered(event, numbers.take()) };
    }
  } catch (error) {
    const failure = toGatewayError(error);
    const events = own ? [response.failOf(own, failure)] : response.fail(failure);
    for (const event of events) yield { event: numbered(event, numbers.take()) };
  }
}

function tellsResponse(event: Fields): event is ToldResponse {
  return isObject(event['response']);
}

function numbered({ type, ...fields }: ResponseEvent, number: number): NumberedEvent {
  return { type, sequence_number: number, ...fields };
}

/** As the provider sent it. What it did not name is known by its type; what has neither is none. */
export function ownEvent({ event, data, text }: NativeEvent): OutgoingEvent[] {
  if (!isObject(data)) return [];
  const { type } = data;
  if (typeof type === 'string')
    return [{ event: data as NumberedEvent, ...(text !== undefined && { text }) }];
  return event === undefined ? [] : [{ event: { ...data, type: event } as unknown as NumberedEvent }];
}

/** An event on the wire; a large one in pieces. What its provider wrote on one line goes out as that. */
export function toResponseFrame({ event, text }: OutgoingEvent): Frame {
  const isKept = text !== undefined && !/[\r\n]/.test(text);
  return isKept ? `event: ${event.type}\ndata: ${text}\n\n` : toFrame({ event: event.type, data: event });
}

/** A whole answer, made as a streamed one is, so that both are the same; of several choices the first. */
export function toWholeResponse(completion: Completion, asked: AskedResponse): Fields {
  const response = new StreamedResponse(asked);
  const reason = completion.choices[0]?.finish_reason ?? 'stop';
  for (const part of splitCompletion(completion, reason)) {
    const events =
      part.type === 'chunk' ? response.take(part.chunk) : response.end(part.finishReason, part.usage);
    Array.from(events); // Only what they come to is told.
  }
  return response.toResponse();
}
