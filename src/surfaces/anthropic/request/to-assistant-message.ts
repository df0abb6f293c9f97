import type { Fields } from '../../../common/fields.js';
import { argumentsText } from '../../../port/call-arguments.js';
import { isSealedHere } from '../../../port/sealed-thoughts.js';
import { unsealed, type SealedThought } from '../sealed-thought.js';
import type { MessageFields } from './messages-request.js';
import { blocksOf, toParts } from './to-parts.js';
import type { Translation } from './translation.js';

/**
 * An earlier answer of the model's: its text, its calls of tools, and its thoughts where the provider takes them back.
 * To others they are of no use.
 */
export function toAssistantMessage({ content }: MessageFields, translation: Translation): Fields {
  const blocks = blocksOf(content);
  const sealed = blocks.map(unsealed).filter((thought) => thought !== null);
  const extras = translation.takes('extra_content') ? sealed : [];
  const calls = blocks.filter(({ type }) => type === 'tool_use').map((block) => toToolCall(block, extras));
  return {
    role: 'assistant',
    content: saidIn(blocks, calls.length > 0, translation),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...thoughtsIn(blocks, translation),
    ...plainThought(sealed, translation),
    ...extraOf(extras, undefined),
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

function toToolCall({ id, name, input }: Fields, extras: readonly SealedThought[]): Fields {
  const called = { name, arguments: argumentsText(input) };
  return { id, type: 'function', function: called, ...extraOf(extras, id) };
}

/** What was sealed of a call, or of the message. */
function extraOf(extras: readonly SealedThought[], call: unknown): Fields {
  const found = extras.find((thought) => thought.call === call && thought.extra_content !== undefined);
  return found ? { extra_content: found.extra_content } : {};
}

function isThought(type: unknown): boolean {
  return type === 'thinking' || type === 'redacted_thinking';
}

/** In plain text, to the provider that wants it back. */
function plainThought(sealed: readonly SealedThought[], { provider }: Translation): Fields {
  const found = sealed.find((one) => one.provider === provider && one.reasoning_content !== undefined);
  return found ? { reasoning_content: found.reasoning_content } : {};
}

/** Only what is signed, or sealed, can be brought back: what is not was handed out to be read. */
function thoughtsIn(blocks: readonly Fields[], translation: Translation): Fields {
  const thoughts = blocks.filter(
    ({ type, signature, data }) => isThought(type) && Boolean(signature ?? data),
  );
  const claudes = thoughts.filter(({ data }) => !isSealedHere(data));
  if (translation.takes('thinking_blocks')) return claudes.length > 0 ? { thinking_blocks: claudes } : {};
  const takesAll = translation.takes('reasoning_details');
  const details = thoughts.flatMap((block, index) => {
    if (!isSealedHere(block['data'])) return takesAll ? [toDetail(block, index)] : [];
    const { provider, reasoning_details: own = [] } = unsealed(block) ?? {};
    const isIts = provider === undefined ? takesAll : provider === translation.provider;
    return isIts ? own : [];
  });
  return details.length > 0 ? { reasoning_details: details } : {};
}

/** Source: sources of clients of OpenRouter, such as Cline's, read 2026-11-28. */
function toDetail({ type, thinking, signature, data }: Fields, index: number): Fields {
  const format = 'anthropic-claude-v1';
  return type === 'thinking'
    ? { type: 'reasoning.text', text: thinking, signature, format, index }
    : { type: 'reasoning.encrypted', data, format, index };
}
