import type { TranslationLoss } from '../../port/provider-definition.js';
import { lastAnswerIn, NOTHING_SAID } from '../upstream/begun-answer.js';
import type { Fields } from '../upstream/wire-fields.js';
import type { AnthropicTurn } from './to-anthropic-blocks.js';

/**
 * "This model does not support assistant message prefill. The conversation must end with a user message": from Claude 4.6
 * on (langchain-ai/deepagents#1585, Skyvern-AI/skyvern#4795, read 2026-12-01).
 */
const GOES_ON_FROM_NONE = /^claude-(fable|(opus|sonnet|haiku)-(4-[6-9]|[5-9]|\d\d))\b/;

export function goesOnFromNone(model: string): boolean {
  return GOES_ON_FROM_NONE.test(model);
}

/**
 * The conversation, with a turn of a user behind an answer where the model goes on from none. Elsewhere without the blanks
 * behind one that was begun: the API refuses these ("final assistant content cannot end with trailing whitespace";
 * platform.claude.com/docs, Prefill, read 2026-11-30).
 */
export function withoutBegunAnswer(turns: readonly AnthropicTurn[], model: string): readonly AnthropicTurn[] {
  const turn = turns.at(-1);
  const block = turn?.content.at(-1);
  if (turn?.role !== 'assistant' || block?.type !== 'text') return turns;
  if (turn.content.some(({ type }) => type === 'tool_use')) return turns;
  if (goesOnFromNone(model))
    return [...turns, { role: 'user', content: [{ type: 'text', text: NOTHING_SAID }] }];
  const text = block.text.trimEnd();
  if (text === block.text) return turns;
  const content = [...turn.content.slice(0, -1), { ...block, text }];
  return [...turns.slice(0, -1), { ...turn, content }];
}

export function lossOfBegunAnswer(request: object): TranslationLoss[] {
  const last = lastAnswerIn(request, (text) => text.trim() !== '');
  if (last === null) return [];
  const { model } = request as Fields;
  if (typeof model === 'string' && goesOnFromNone(model)) {
    const reason = `this model goes on from no answer: a turn of a user who says "${NOTHING_SAID}" is sent behind it`;
    return [{ parameter: `messages[${last.at}]`, action: 'changed', reason }];
  }
  if (last.text.trimEnd() === last.text) return [];
  const reason = 'the Messages API takes no blanks behind the beginning of an answer';
  return [{ parameter: `messages[${last.at}].content`, action: 'changed', reason }];
}
