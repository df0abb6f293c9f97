import type { Fields } from '../../common/fields.js';
import { A_BOOLEAN } from './field-checks.js';
import { refusal, requireFit } from './request-checks.js';

/** Whether, and how, the caller wants a stream. */
export interface StreamWish {
  readonly isStream: boolean;
  /** The caller wants usage in the stream; the gateway asks for it always. */
  readonly wantsUsage: boolean;
  /** In each chunk that a provider counts in: vLLM's and SGLang's `continuous_usage_stats`. */
  readonly wantsEachCount?: boolean;
}

/**
 * Takes out of a checked body what says that a stream is wanted; `fields` is the rest.
 * @throws GatewayError `request.invalid` for options of a stream where none is asked for, or a wish that is no boolean.
 */
export function readStreamOptions(body: Fields): StreamWish & { readonly fields: Fields } {
  const { stream, stream_options: given, ...rest } = body;
  const asked = given ?? null;
  if (asked === null) return { fields: rest, isStream: stream === true, wantsUsage: false };
  if (stream !== true) {
    throw refusal('stream_options', 'wrong_value', "'stream_options' is only taken where 'stream' is true.");
  }
  const { include_usage: wish = null, ...options } = asked as Fields;
  if (wish !== null) requireFit(wish, 'stream_options.include_usage', A_BOOLEAN);
  const isKept = Object.keys(options).length > 0;
  const fields = { ...rest, ...(isKept && { stream_options: { ...options, include_usage: true } }) };
  const wantsEachCount = wish === true && options['continuous_usage_stats'] === true;
  return { fields, isStream: true, wantsUsage: wish === true, ...(wantsEachCount && { wantsEachCount }) };
}
