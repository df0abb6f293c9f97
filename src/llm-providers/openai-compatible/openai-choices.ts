import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import {
  isObject,
  MAX_CHOICES,
  objectsOf,
  placesOf,
  requirePlace,
  toJson,
  wordIn,
  type Fields,
} from '../upstream/wire-fields.js';
import { fromWireError } from './openai-compatible-failure.js';
import { withIds } from '../upstream/call-ids.js';
import { isLegacyCall, reasonInTools, withToolCall } from './legacy-call.js';
import { readSaid, type Said } from './message-text.js';
import { reportedError } from './reported-error.js';
import { isTyped, withType } from './typed-call.js';
import { namedCalls } from './unnamed-calls.js';

/** Where the text stands: in whole answers, and in chunks. */
export type SaidIn = 'message' | 'delta';

/** A choice with its place; where nothing is said, the field is left out. */
export type WireChoice = Fields & { readonly index: number };

/**
 * The choices of an answer or a chunk in the canonical form. What servers write otherwise is put right: `message` in
 * place of `delta` and the reverse, the `text` of older completions, content in parts, a place that is missing.
 * @throws GatewayError what a choice reports, or `provider.invalid_response` for content that cannot be read.
 */
export function readChoices(wire: Fields, field: SaidIn, call: UpstreamCall): WireChoice[] {
  const choices = objectsOf(wire['choices']);
  requirePlace(choices.length - 1, MAX_CHOICES, call);
  const places = placesOf(choices, field === 'message');
  return choices.map((choice, at) => {
    requirePlace(places[at] ?? at, MAX_CHOICES, call);
    requireGoodChoice(choice, call);
    const { message: _message, delta: _delta, ...rest } = choice;
    const said = saidIn(choice, field, call, places[at] ?? at);
    const { finish_reason: told } = rest;
    const reason = isReason(told) ? reasonInTools(told, call) : null;
    return {
      ...rest,
      ...(reason !== told && { finish_reason: reason }),
      index: places[at] ?? at,
      ...(said && { [field]: field === 'message' ? asMessage(said, choice) : said }),
    };
  });
}

/** What is no text tells no reason. */
function isReason(told: unknown): boolean {
  return told === undefined || typeof told === 'string';
}

/** A message that is made here out of something else says whose it is: callers send it back as it came. */
function asMessage(said: Said, { message }: Fields): Said {
  return isObject(message) ? said : { role: 'assistant', ...said };
}

/** True where a choice holds something for the caller besides its role. */
export function hasContent(said: unknown): boolean {
  if (!isObject(said)) return false;
  return Object.entries(said).some(([name, value]) => {
    if (name === 'role') return false;
    return Array.isArray(value) ? value.length > 0 : Boolean(value);
  });
}

/** Why a choice ended; `null` = it does not say. */
export function reasonOf({ finish_reason: reason }: Fields, call: UpstreamCall): string | null {
  return wordIn(reason, call);
}

function saidIn(choice: Fields, field: SaidIn, call: UpstreamCall, place: number): Said | null {
  const { message, delta, text, content } = choice;
  const [own, other] = field === 'delta' ? [delta, message] : [message, delta];
  const said = readSaid(own ?? other, call);
  // The older form has its text beside, at most beside an empty object.
  const older = hasContent(said) ? null : readSaid({ content: text ?? content ?? null }, call);
  const found = older?.content ? { ...said, content: older.content } : said;
  if (!found) return null;
  const isPiece = field === 'delta';
  const called = isLegacyCall(found, call) ? (withToolCall(found, isPiece) as Said) : found;
  const read = withCallsRead(called, call);
  const { tool_calls: calls } = read;
  // Those of a stream get theirs where their places are known.
  if (isPiece || !Array.isArray(calls) || !calls.every(isObject)) return read;
  const named = withIds(typed(namedCalls(calls, call)), { nowMs: call.nowMs, choice: place });
  if (named === calls) return read;
  const { tool_calls: _calls, ...others } = read;
  return named.length > 0 ? { ...others, tool_calls: named } : others;
}

/** The same list where each call says what it is. */
function typed(calls: readonly Fields[]): readonly Fields[] {
  return calls.every(isTyped) ? calls : calls.map(withType);
}

/**
 * A list of calls whose arguments are JSON as a text: some servers write the JSON itself, or one call without a list.
 * @throws GatewayError `provider.invalid_response` for calls that cannot be read.
 */
function withCallsRead(said: Said, call: UpstreamCall): Said {
  const { tool_calls: told } = said;
  if (told === undefined || told === null) return said;
  const calls = isObject(told) ? [told] : told;
  if (!Array.isArray(calls)) {
    if (told) throw invalidResponse('its calls of tools cannot be read', call);
    return { ...said, tool_calls: [] };
  }
  const read = objectsOf(calls).map((one) => withArgumentsRead(one, call));
  const isSame = calls === told && calls.length === read.length && read.every((one, at) => one === calls[at]);
  return isSame ? said : { ...said, tool_calls: read };
}

function withArgumentsRead(toolCall: Fields, call: UpstreamCall): Fields {
  const { function: called } = toolCall;
  if (!isObject(called)) return toolCall;
  const { arguments: told } = called;
  if (told === undefined || told === null || typeof told === 'string') return toolCall;
  return { ...toolCall, function: { ...called, arguments: toJson(told, call) } };
}

/** A failure may stand in the choice, beside half an answer. */
function requireGoodChoice(choice: Fields, call: UpstreamCall): void {
  const error = reportedError(choice, true);
  if (error !== null) throw fromWireError(null, error, call);
  if (choice['finish_reason'] === 'error') throw fromWireError(null, null, call);
}
