import type { GatewayError } from '../../common/errors.js';
import { pageTitle } from './page-title.js';
import { keyValues } from './redact-key.js';
import { scrubProviderMessage } from './scrub.js';
import { providerError, type UpstreamCall } from './upstream-failure.js';

/** A longer text is no message of a server's, and may be an answer: those are not logged. */
const MAX_MESSAGE_CHARACTERS = 400;

/** What came in place of an answer. */
export interface UnreadableAnswer {
  readonly text: string;
  readonly cause?: unknown;
}

/**
 * `provider.invalid_response`, with what came in its place for the log: the title of a page, or a short text. JSON and
 * events are left out, even broken ones: they may hold an answer.
 */
export function unreadableAnswer(
  what: string,
  { text, cause }: UnreadableAnswer,
  call: UpstreamCall,
): GatewayError {
  const said = scrubProviderMessage(messageIn(text), keyValues(call.settings), call.request);
  return providerError('provider.invalid_response', what, call, { cause, upstreamReason: said });
}

function messageIn(text: string): string | null {
  const title = pageTitle(text);
  if (title !== null) return title;
  const isMessage = text.length <= MAX_MESSAGE_CHARACTERS && !/^\s*(?:[{["<]|data:|event:)/.test(text);
  return isMessage ? text : null;
}
