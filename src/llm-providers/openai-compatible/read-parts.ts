import type { StreamPart } from '../../port/canonical.js';
import type { StreamTerms } from '../upstream/event-reader.js';
import type { WireEvent } from '../upstream/wire-event.js';
import type { StreamedAnswer } from './openai-answer.js';
import { fromStreamFailure } from './openai-compatible-failure.js';

/** The parts of an answer that comes in events, from where it was understood so far. */
export async function* readParts(
  events: AsyncIterable<WireEvent>,
  { signal, call }: StreamTerms,
  answer: StreamedAnswer,
): AsyncGenerator<StreamPart, void, undefined> {
  try {
    for await (const event of events) {
      const part = answer.take(event);
      if (part) yield part;
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw fromStreamFailure(error, call);
  }
  // A client may end an aborted stream in silence.
  if (signal.aborted) throw signal.reason;
  yield answer.end();
}
