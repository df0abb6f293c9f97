import { isObject, objectsOf, type Fields } from '../upstream/wire-fields.js';
import { toThinkingBlocks } from './anthropic-thinking.js';

/**
 * A turn that called tools while thinking was on has to come back with its thoughts, and many clients drop these: the
 * request would be refused. So thinking is off where results of tools answer such a turn, and on again after it.
 * Source: platform.claude.com/docs, Extended thinking, read 2026-11-23; not tried on the live service.
 */
export function isThinkingVain(request: object): boolean {
  const { thinking, messages } = request as Fields;
  if (!isObject(thinking) || thinking['type'] !== 'enabled') return false;
  const turns = objectsOf(messages).filter(isTurn);
  const last = turns.findLastIndex(isAssistant);
  const isLoop = turns.slice(last + 1).some(({ role }) => role === 'tool');
  // Neighbours of one role are one turn: it begins with what the first of them thought.
  const first = turns.slice(0, last + 1).findLastIndex((turn) => !isAssistant(turn)) + 1;
  return last >= 0 && isLoop && toThinkingBlocks(turns[first] ?? {}).length === 0;
}

/** What is left of the caller's wish to see the model think. */
export function withoutVainThinking(request: object): { readonly thinking?: { readonly type: 'disabled' } } {
  return isThinkingVain(request) ? { thinking: { type: 'disabled' } } : {};
}

function isAssistant({ role }: Fields): boolean {
  return role === 'assistant';
}

/** Instructions stand beside the conversation, and an assistant who said nothing is left out of it. */
function isTurn({ role, content, refusal, tool_calls: calls }: Fields): boolean {
  if (role === 'system' || role === 'developer') return false;
  return role !== 'assistant' || [content, refusal, calls].some(saysSomething);
}

/** Blanks alone are left out of the conversation, too. */
function saysSomething(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  return Array.isArray(value) && value.some((part) => !isBlankText(part));
}

function isBlankText(part: unknown): boolean {
  const { text, refusal = text }: Fields = isObject(part) ? part : {};
  return typeof refusal === 'string' && refusal.trim() === '';
}
