import type { TranslationLoss } from '../../port/provider-definition.js';
import { isObject, objectsOf, type Fields } from '../upstream/wire-fields.js';
import type { AnthropicTurn } from './to-anthropic-blocks.js';

/**
 * The conversation, without the blanks behind an answer that was begun for the model: the API refuses these ("final
 * assistant content cannot end with trailing whitespace"; platform.claude.com/docs, Prefill, read 2026-11-30).
 */
export function withoutFinalBlanks(turns: readonly AnthropicTurn[]): readonly AnthropicTurn[] {
  const turn = turns.at(-1);
  const block = turn?.content.at(-1);
  if (turn?.role !== 'assistant' || block?.type !== 'text') return turns;
  const text = block.text.trimEnd();
  if (text === block.text) return turns;
  const content = [...turn.content.slice(0, -1), { ...block, text }];
  return [...turns.slice(0, -1), { ...turn, content }];
}

export function lossOfFinalBlanks(request: object): TranslationLoss[] {
  const messages = objectsOf((request as Fields)['messages']);
  const at = messages.findLastIndex(({ role }) => role !== 'system' && role !== 'developer');
  const { role, content, tool_calls: calls, function_call: called } = messages[at] ?? {};
  if (role !== 'assistant' || objectsOf(calls).length > 0 || isObject(called)) return [];
  const texts = typeof content === 'string' ? [content] : objectsOf(content).map(({ text }) => text);
  const last = texts.findLast((text) => typeof text === 'string' && text.trim() !== '');
  if (typeof last !== 'string' || last.trimEnd() === last) return [];
  const reason = 'the Messages API takes no blanks behind the beginning of an answer';
  return [{ parameter: `messages[${at}].content`, action: 'changed', reason }];
}
