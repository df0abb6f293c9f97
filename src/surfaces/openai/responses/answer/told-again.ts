import { toGatewayError } from '../../../../common/errors.js';
import type { AnswerPart } from '../../../../completions/opened-stream.js';
import { toResponsesError } from '../own-words.js';
import { ownEvent, type EventNumbers, type OutgoingEvent } from './response-stream.js';

/**
 * The events of a response that its provider tells again, as they come. Where they break off, an `error` says so: the
 * response itself has not failed, and its caller can ask for the rest.
 */
export async function* toldAgain(
  parts: AsyncIterable<AnswerPart>,
  numbers: EventNumbers,
): AsyncGenerator<OutgoingEvent> {
  try {
    for await (const { events = [] } of parts) {
      for (const outgoing of events.flatMap(ownEvent)) {
        numbers.saw(outgoing.event);
        yield outgoing;
      }
    }
  } catch (failure) {
    const { error } = toResponsesError(toGatewayError(failure));
    const { code, message, param } = error;
    yield { event: { type: 'error', sequence_number: numbers.take(), code, message, param, error } };
  }
}
