import type { Fields } from '../../../common/fields.js';
import type { MessageFields } from './messages-request.js';
import { blocksOf, toParts } from './to-parts.js';
import type { Translation } from './translation.js';

/**
 * An earlier answer of the model's: its text, its calls of tools, and its thoughts where the provider takes them back.
 * To others they are of no use.
 */
export function toAssistantMessage({ content }: MessageFields, translation: Translation): Fields {
  const blocks = blocksOf(content);
  const calls = blocks.filter(({ type }) => type === 'tool_use').map(toToolCall);
  return {
    role: 'assistant',
    content: saidIn(blocks, calls.length > 0, translation),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...thoughtsIn(blocks, translation),
  };
}

/** Texts of one answer are one text: blocks between them have parted it. */
function saidIn(blocks: readonly Fields[], hasCalls: boolean, translation: Translation): unknown {
  const said = blocks.filter(({ type }) => type !== 'tool_use' && !isThought(type));
  const parts = said.flatMap((block) => toParts(block, 'messages', translation));
  if (parts.some((part) => 'cache_control' in part)) return parts;
  const text = parts.map((part) => (part.type === 'text' ? String(part['text']) : '')).join('');
  return text === '' && hasCalls ? null : text;
}

function toToolCall({ id, name, input }: Fields): Fields {
  return { id, type: 'function', function: { name, arguments: JSON.stringify(input ?? {}) } };
}

function isThought(type: unknown): boolean {
  return type === 'thinking' || type === 'redacted_thinking';
}

/** Only what is signed, or sealed, is Claude's own: what another model thought was handed out without a signature. */
function thoughtsIn(blocks: readonly Fields[], translation: Translation): Fields {
  const thoughts = blocks.filter(
    ({ type, signature, data }) => isThought(type) && Boolean(signature ?? data),
  );
  if (thoughts.length === 0) return {};
  if (translation.takes('thinking_blocks')) return { thinking_blocks: thoughts };
  return translation.takes('reasoning_details') ? { reasoning_details: thoughts.map(toDetail) } : {};
}

/** Source: sources of clients of OpenRouter, such as Cline's, read 2026-11-28. */
function toDetail({ type, thinking, signature, data }: Fields, index: number): Fields {
  const format = 'anthropic-claude-v1';
  return type === 'thinking'
    ? { type: 'reasoning.text', text: thinking, signature, format, index }
    : { type: 'reasoning.encrypted', data, format, index };
}
