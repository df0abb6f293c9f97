import { eventsIn } from '../upstream/answer-body.js';
import type { WireEvent } from '../upstream/wire-event.js';

/**
 * The chunks of an answer that came in several where a whole one was asked for; `null` = it came as one.
 * `streamGenerateContent` without `alt=sse` answers with an array of chunks.
 */
export function chunksIn(answer: unknown): AsyncIterable<unknown> | null {
  const events = eventsIn(answer);
  if (events) return dataOf(events);
  return Array.isArray(answer) && answer.length > 0 ? iterated(answer) : null;
}

async function* dataOf(events: AsyncIterable<WireEvent>): AsyncGenerator {
  for await (const { data } of events) yield data;
}

async function* iterated(chunks: readonly unknown[]): AsyncGenerator {
  yield* chunks;
}
