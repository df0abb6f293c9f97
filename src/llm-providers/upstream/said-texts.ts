import type { GatewayError } from '../../common/errors.js';
import { invalidResponse, type UpstreamCall } from './upstream-failure.js';
import { isObject } from './wire-fields.js';

/** What was found where a text is expected. */
export interface SaidTexts {
  readonly shown: string;
  /** Mistral writes thoughts as parts of the content (docs.mistral.ai, reasoning, read 2026-11-28). */
  readonly thought: string;
  /** Something stands there that is no text, and no part that is known to have none: what was said may be lost. */
  readonly isUnread: boolean;
}

/** Deeper than any server writes a text. */
const MAX_DEPTH = 8;
/** Parts of a message that are no text, and need not be understood. */
const NO_TEXT = /image|audio|video|file|refusal|reference|citation|document|tool|function/;
const THOUGHT = /think|reason|thought/;

interface Found {
  readonly shown: string[];
  readonly thought: string[];
  isUnread: boolean;
}

/** Reads a text however a server writes it: as a text, as parts that hold texts, or as texts in an array. */
export function readTexts(value: unknown): SaidTexts {
  const found: Found = { shown: [], thought: [], isUnread: false };
  addTexts(value, found.shown, found, 0);
  return { shown: found.shown.join(''), thought: found.thought.join(''), isUnread: found.isUnread };
}

function addTexts(part: unknown, to: string[], found: Found, depth: number): void {
  if (typeof part === 'string') return void to.push(part);
  if (part === null || part === undefined) return;
  if (depth < MAX_DEPTH && Array.isArray(part)) {
    for (const item of part) addTexts(item, to, found, depth + 1);
    return;
  }
  if (depth >= MAX_DEPTH || !isObject(part)) return void (found.isUnread = true);
  const type = typeof part['type'] === 'string' ? part['type'] : '';
  const target = THOUGHT.test(type) ? found.thought : to;
  const inner = part['text'] ?? part['content'] ?? part['value'] ?? part['thinking'] ?? part['reasoning'];
  if (inner !== null && inner !== undefined) return addTexts(inner, target, found, depth + 1);
  if (!NO_TEXT.test(type) && target === to) found.isUnread = true;
}

/** For an answer in which something was said, and nothing of it could be read. */
export function unreadableText(call: UpstreamCall): GatewayError {
  return invalidResponse('its message has no text that can be read', call);
}
