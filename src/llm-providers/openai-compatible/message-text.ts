import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { readTexts, unreadableText } from '../upstream/said-texts.js';
import { isObject, textOrNull, type Fields } from '../upstream/wire-fields.js';

/** A message, or a piece of one, in the canonical form. */
export type Said = Fields & { readonly content?: string | null };

/**
 * What is said by `message` or `delta`, with its content as one text. Servers write it as parts, too, as texts in an
 * array, or the message itself as a text.
 * @throws GatewayError `provider.invalid_response` for content in which no text can be found.
 */
export function readSaid(wire: unknown, call: UpstreamCall): Said | null {
  if (typeof wire === 'string') return { content: wire };
  return isObject(wire) ? withContentRead(withRefusalRead(wire), call) : null;
}

function withContentRead(wire: Fields, call: UpstreamCall): Said {
  const content = wire['content'] ?? wire['text'];
  if (typeof content === 'string') return content === wire['content'] ? wire : { ...wire, content };
  if (content === null || content === undefined) return wire;
  const { shown, thought, isUnread } = readTexts(content);
  if (isUnread) throw unreadableText(call);
  const thoughts = wire['reasoning_content'] ?? thought;
  return { ...wire, content: shown, ...(thoughts !== '' && { reasoning_content: thoughts }) };
}

/** What is neither a text nor made of some refuses nothing. */
function withRefusalRead(wire: Fields): Fields {
  const { refusal } = wire;
  if (refusal === undefined || refusal === null || typeof refusal === 'string') return wire;
  const { shown } = readTexts(refusal);
  return { ...wire, refusal: textOrNull(shown) };
}
