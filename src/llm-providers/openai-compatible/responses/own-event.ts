import type { NativeEvent } from '../../../port/canonical.js';
import type { WireEvent } from '../../upstream/wire-event.js';
import { isObject, textOrNull, type Fields } from '../../upstream/wire-fields.js';
import { fromWireError } from '../openai-compatible-failure.js';
import type { OpenAiCompatibleCall } from '../openai-compatible-quirks.js';
import { responseInOwnWords } from './read-response.js';

/** An event of a response, and what is read of it. */
export interface OwnEvent {
  /** '' = it has none. */
  readonly type: string;
  readonly fields: Fields;
  /** The response that it brings; `null` = none. */
  readonly response: Fields | null;
  /** As the provider wrote it, but for names that hold our key. */
  readonly own: NativeEvent;
}

/** @throws GatewayError what the event reports in place of a response. */
export function readOwnEvent({ event, data, text }: WireEvent, call: OpenAiCompatibleCall): OwnEvent {
  const fields = isObject(data) ? data : {};
  const type = textOrNull(fields['type']) ?? event ?? '';
  if (type === 'error' || isObject(fields['error'])) {
    throw fromWireError(null, isObject(fields['error']) ? fields['error'] : fields, call);
  }
  const response = isObject(fields['response']) ? fields['response'] : null;
  const clean = response && responseInOwnWords(response, call);
  const own = clean === response ? fields : { ...fields, response: clean };
  const isKept = own === fields && text !== undefined;
  return { type, fields, response, own: { event: type, data: own, ...(isKept && { text }) } };
}
