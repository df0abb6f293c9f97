import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';

/** A message, or a piece of one, in the canonical form. */
export type Said = Fields & { readonly content?: string | null };

/** Deeper than any server writes a text. */
const MAX_DEPTH = 8;
/** Parts of a message that are no text, and need not be understood. */
const NO_TEXT = /image|audio|video|file|refusal|reference|citation|document|tool|function/;
const THOUGHT = /think|reason|thought/;

interface Texts {
  readonly shown: string[];
  /** Mistral writes them as parts of the content (docs.mistral.ai, reasoning, read 2026-11-28). */
  readonly thought: string[];
}

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
  const texts: Texts = { shown: [], thought: [] };
  addTexts(content, texts.shown, texts, call, 0);
  const thoughts = wire['reasoning_content'] ?? texts.thought.join('');
  return { ...wire, content: texts.shown.join(''), ...(thoughts !== '' && { reasoning_content: thoughts }) };
}

function addTexts(part: unknown, to: string[], texts: Texts, call: UpstreamCall, depth: number): void {
  if (typeof part === 'string') return void to.push(part);
  if (Array.isArray(part) && depth < MAX_DEPTH) {
    for (const item of part) addTexts(item, to, texts, call, depth + 1);
    return;
  }
  if (part === null || part === undefined) return;
  if (!isObject(part) || depth >= MAX_DEPTH)
    throw invalidResponse('its message has no text that can be read', call);
  const type = typeof part['type'] === 'string' ? part['type'] : '';
  const target = THOUGHT.test(type) ? texts.thought : to;
  const inner = part['text'] ?? part['content'] ?? part['value'] ?? part['thinking'] ?? part['reasoning'];
  if (inner !== null && inner !== undefined) return addTexts(inner, target, texts, call, depth + 1);
  if (!NO_TEXT.test(type) && target === to) {
    throw invalidResponse('its message has no text that can be read', call);
  }
}
