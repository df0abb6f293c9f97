import { AnswerTooLargeError, isWithinDepth, tooDeep } from '../../common/http/upstream-answer.js';
import { JsonShape } from '../../common/http/json-shape.js';
import { parseKeepingDigits } from '../../common/parse-keeping-digits.js';
import type { TextEvent } from './event-parser.js';
import { unreadableEvent } from './unreadable-answer.js';
import type { UpstreamCall } from './upstream-failure.js';

/** An event of a streamed answer, in whatever wire: its name, and its data as JSON. */
export interface WireEvent {
  readonly event: string | undefined;
  readonly data: unknown;
  /** The data as they came, before they were understood; left out where they were changed, or made here. */
  readonly text?: string;
}

const END_MARKER = /^\s*"?\[DONE\]"?\s*$/;

/** Nothing, a comment that a server has put into the data of an event, or a sign of life. */
const SAYS_NOTHING = /^\s*(?:$|:|(?:ping|pong|heart-?beat|keep-?alive)\s*$)/i;

/** Says that all has been said; what comes behind it is not read. */
export function isEndMarker(data: string): boolean {
  return END_MARKER.test(data);
}

/** True for the data of an event that did not break off. */
export function isWholeData(data: string): boolean {
  return isEndMarker(data) || SAYS_NOTHING.test(data) || parsed(data) !== undefined;
}

/**
 * What an event says; `null` = nothing. Words under a name that the wire does not know are none of the answer's.
 *
 * @param names the events of this wire; those without a name are always its own.
 * @throws GatewayError `provider.invalid_response` where its data cannot be read.
 * @throws AnswerTooLargeError where reading them would take too long.
 */
export function toWireEvent(
  { event, data, isBare }: TextEvent,
  names: ReadonlySet<string>,
  call: UpstreamCall,
): WireEvent | null {
  if (SAYS_NOTHING.test(data)) return null;
  const value = parsed(data);
  if (value !== undefined) return { event, data: value, text: data };
  if (event === 'error') return { event, data: { error: { message: data } } };
  const isForeign = event !== undefined && event !== 'message' && !names.has(event);
  if (isBare || (isForeign && !/^\s*[{[]/.test(data))) return null;
  throw unreadableEvent(data, call);
}

/** Events that say something have a few hundred bytes. The values of a smaller one are not worth counting. */
const SMALL_CHARACTERS = 64 * 1024;
/** What an event of a megabyte may hold; it is read at once. */
const EVENT_SHAPE = Object.freeze({ maxDepth: 1_000, maxValues: 100_000, maxNodes: 50_000 });

/** `undefined` = it is no JSON. */
function parsed(data: string): unknown {
  if (data.length <= SMALL_CHARACTERS) {
    if (!isWithinDepth(data)) throw tooDeep();
  } else if (new JsonShape(EVENT_SHAPE).add(Buffer.from(data)) !== null) {
    throw new AnswerTooLargeError('an event with more values than any has', 'fixed');
  }
  try {
    return parseKeepingDigits(data);
  } catch {
    return undefined;
  }
}
