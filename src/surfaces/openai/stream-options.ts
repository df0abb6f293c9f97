import type { Fields } from '../../common/fields.js';
import { refusal } from './request-checks.js';

/** Whether, and how, the caller wants a stream. */
export interface StreamWish {
  readonly isStream: boolean;
  /** The caller wants usage in the stream; the gateway asks for it always. */
  readonly wantsUsage: boolean;
}

/**
 * Takes out of a checked body what says that a stream is wanted; `fields` is the rest.
 * @throws GatewayError `request.invalid` for options of a stream where none is asked for.
 */
export function readStreamOptions(body: Fields): StreamWish & { readonly fields: Fields } {
  const { stream, stream_options: given, ...rest } = body;
  const asked = given ?? null;
  if (asked === null) return { fields: rest, isStream: stream === true, wantsUsage: false };
  if (stream !== true) {
    throw refusal('stream_options', 'wrong_value', "'stream_options' is only taken where 'stream' is true.");
  }
  const { include_usage: wantsUsage, ...options } = asked as Fields;
  const isKept = Object.keys(options).length > 0;
  const fields = { ...rest, ...(isKept && { stream_options: { ...options, include_usage: true } }) };
  return { fields, isStream: true, wantsUsage: wantsUsage === true };
}
