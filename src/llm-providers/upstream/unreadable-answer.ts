import type { GatewayError } from '../../common/errors.js';
import { pageTitle } from './page-title.js';
import { keyValues } from './redact-key.js';
import { scrubProviderMessage } from './scrub.js';
import { serverMessage } from './server-message.js';
import { providerError, type UpstreamCall } from './upstream-failure.js';

/** What came in place of an answer. */
export interface UnreadableBody {
  /** The body, or how it begins. */
  readonly text: string;
  /** Of the body as far as it is known; by default of `text`. */
  readonly bytes?: number;
  /** As the header has it; `null` = there is none. */
  readonly contentType: string | null;
  readonly cause?: unknown;
}

const ANSWER_TYPE = /\bjson\b|\bevent-stream\b|\bndjson\b/i;

/**
 * `provider.invalid_response`, with what came in its place for the log. An answer is never logged, however broken or
 * wrapped: of a body, only the title of a page or a message that plainly is a server's, and else its shape.
 */
export function unreadableAnswer(what: string, body: UnreadableBody, call: UpstreamCall): GatewayError {
  const { text, contentType, cause } = body;
  const told = ANSWER_TYPE.test(contentType ?? '') ? null : (pageTitle(text) ?? serverMessage(body));
  const said = scrubProviderMessage(told, keyValues(call.settings), call.request);
  const upstreamReason = said ?? shapeOf(body);
  return providerError('provider.invalid_response', what, call, { cause, upstreamReason });
}

/** The data of an event that are no JSON: nothing of them is logged but their length. */
export function unreadableEvent(data: string, call: UpstreamCall): GatewayError {
  return providerError('provider.invalid_response', 'its stream is not readable', call, {
    upstreamReason: `an event with ${data.length} characters that are not JSON`,
  });
}

function shapeOf({ text, bytes = Buffer.byteLength(text) }: UnreadableBody): string {
  if (pageTitle(text) !== null) return 'a page';
  if (bytes === 0) return 'an empty body';
  return /^\s*[{["]/.test(text) ? `${bytes} bytes that begin like JSON` : `${bytes} bytes of plain text`;
}
