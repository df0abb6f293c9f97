import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { readTexts, unreadableText } from '../upstream/said-texts.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';

/** A message, or a piece of one, in the canonical form. */
export type Said = Fields & { readonly content?: string | null };

/**
 * What is said by `message` or `delta`, with its content as one text. Servers write it as parts, too, as texts in an
 * array, or the message itself as a text.
 * @throws GatewayError `provider.invalid_response` for content in which no text can be found.
 */
export function readSaid(wire: unknown, call: UpstreamCall): Said | null {
  if (typeof wire === 'string') return { content: wire };
  if (!isObject(wire)) return null;
  const content = wire['content'] ?? wire['text'];
  if (typeof content === 'string') return content === wire['content'] ? wire : { ...wire, content };
  if (content === null || content === undefined) return wire;
  const { shown, thought, isUnread } = readTexts(content);
  if (isUnread) throw unreadableText(call);
  const thoughts = wire['reasoning_content'] ?? thought;
  return { ...wire, content: shown, ...(thoughts !== '' && { reasoning_content: thoughts }) };
}
