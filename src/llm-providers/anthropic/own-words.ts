import { holdsKey } from '../upstream/encoded-key.js';
import { keyValues } from '../upstream/redact-key.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import type { WireEvent } from '../upstream/wire-event.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';

/** A message as its provider wrote it, but for names that hold our key: what was asked for, or a plain word, replaces these. */
export function inOwnWords(message: Fields, call: UpstreamCall): Fields {
  const replacements = { id: '', model: call.request.model, stop_reason: 'end_turn', stop_sequence: null };
  const keys = keyValues(call.settings);
  const wrong = Object.entries(replacements).filter(([name]) => {
    const word = message[name];
    return typeof word === 'string' && word !== call.request.model && holdsKey(word, keys);
  });
  return wrong.length === 0 ? message : { ...message, ...Object.fromEntries(wrong) };
}

/** The same of an event that has some of these names. */
export function eventInOwnWords(event: WireEvent, call: UpstreamCall): WireEvent {
  const { data } = event;
  if (!isObject(data)) return event;
  const place = data['type'] === 'message_start' ? 'message' : 'delta';
  const part = data[place];
  if (!isObject(part) || (place === 'delta' && data['type'] !== 'message_delta')) return event;
  const own = inOwnWords(part, call);
  return own === part ? event : { event: event.event, data: { ...data, [place]: own } };
}
