import { LARGE_BYTES, type UpstreamResponse } from '../../common/http/upstream-answer.js';
import { turnOfLargeWork } from '../../common/large-work.js';
import { parseJsonInTurns } from '../../common/json-in-turns.js';
import { parseKeepingDigits } from '../../common/parse-keeping-digits.js';
import { EventParser } from './event-parser.js';
import { EventReader, noStream, type StreamTerms } from './event-reader.js';
import { unreadableAnswer } from './unreadable-answer.js';
import { invalidResponse, type UpstreamCall } from './upstream-failure.js';
import { guarded } from './upstream-http.js';
import { noteLimits } from './limit-headers.js';
import { isObject } from './wire-fields.js';
import { isWholeData, toWireEvent, type WireEvent } from './wire-event.js';

/** A line by which an event stream begins: a field, or a comment. */
const FIELD = /^(?::|(?:data|event|id|retry)[:\r\n])/;
const LONGEST_FIELD = 'event:'.length;

/** Characters; a longer text that is no JSON is not looked through for lines that are. */
const MAX_TEXT_IN_LINES = 4 * 1024 * 1024;
/** Each becomes many times its size. */
const MAX_EVENTS_IN_LINES = 100_000;
/** Bytes that are cut into lines before other work gets its turn. */
const BYTES_PER_TURN = 16 * 1024;

/**
 * Where a whole answer was asked for: its JSON, or where a stream came instead, its events (see `eventsIn`). The first
 * bytes of the body decide, not what it is called.
 * @throws GatewayError where it is neither.
 */
export async function readAnswerBody(response: UpstreamResponse, terms: StreamTerms): Promise<unknown> {
  const { signal, call, meterAnswer } = terms;
  if (FIELD.test(await beginningOf(response, terms))) return new EventReader(response, terms);
  const contentType = response.headers.get('content-type');
  const text = await guarded(signal, call, () => response.text(meterAnswer));
  try {
    const answer = text.length > LARGE_BYTES ? await parsedInTurns(text) : parseKeepingDigits(text);
    terms.noteText?.(text);
    return answer;
  } catch (error) {
    const events = text.length > MAX_TEXT_IN_LINES ? [] : await eventsInLines(text, call);
    if (events.length > 1) return iterated(events);
    throw unreadableAnswer('its answer is not readable JSON', { text, contentType, cause: error }, call);
  }
}

/**
 * Where a stream was asked for: its events. JSON in its place, such as an error or the whole answer, counts as one.
 * @throws GatewayError where a page came instead.
 */
export async function openEvents(response: UpstreamResponse, terms: StreamTerms): Promise<EventReader> {
  const beginning = await beginningOf(response, terms);
  if (!beginning.startsWith('<')) return new EventReader(response, terms, beginning);
  const { signal, call } = terms;
  const piece = await guarded(signal, call, () => response.read());
  response.cancel();
  const text = new TextDecoder().decode(piece ?? undefined);
  throw noStream({ text, contentType: response.headers.get('content-type') }, call);
}

/** Of one object; no answer has as many. */
const MAX_MEMBERS = 100_000;

/** What is done with a large answer takes its own time. */
async function parsedInTurns(text: string): Promise<unknown> {
  const answer = await parseJsonInTurns(text, { maxMembers: MAX_MEMBERS, keepsNumbers: true });
  await turnOfLargeWork();
  return answer;
}

/** The events of an answer that came as a stream; `null` = it came as JSON. */
export function eventsIn(answer: unknown): AsyncIterable<WireEvent> | null {
  const isStream = isObject(answer) && Symbol.asyncIterator in answer;
  return isStream ? (answer as unknown as AsyncIterable<WireEvent>) : null;
}

function beginningOf(response: UpstreamResponse, { signal, call }: StreamTerms): Promise<string> {
  noteLimits(response.headers, call);
  const isEnough = (text: string) => !/^[deir]/.test(text) || text.length >= LONGEST_FIELD;
  return guarded(signal, call, () => response.peek(isEnough));
}

/** A stream of objects without any frame around them, as a line each. */
async function eventsInLines(text: string, call: UpstreamCall): Promise<WireEvent[]> {
  const parser = new EventParser();
  const events: WireEvent[] = [];
  const bytes = Buffer.from(text);
  for (let at = 0; at <= bytes.length; at += BYTES_PER_TURN) {
    if (at > 0) await turnOfLargeWork();
    parser.feed(bytes.subarray(at, at + BYTES_PER_TURN));
    if (at + BYTES_PER_TURN > bytes.length) parser.end(isWholeData);
    for (let next = parser.shift(); next !== undefined; next = parser.shift()) {
      const event = toWireEvent(next, new Set(), call);
      if (event) events.push(event);
      if (events.length > MAX_EVENTS_IN_LINES) throw invalidResponse('its answer has too many lines', call);
    }
  }
  return events;
}

async function* iterated(events: readonly WireEvent[]): AsyncGenerator<WireEvent> {
  yield* events;
}
