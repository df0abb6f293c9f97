import type { Fields } from '../../../common/fields.js';
import { answerCharacters } from '../../../completions/answer-characters.js';
import type { Completion } from '../../../port/canonical.js';
import { mediaIn, mediaNotice } from '../../../port/answer-media.js';
import { argumentsObject } from '../../../port/call-arguments.js';
import { calledTool, CUSTOM_INPUT } from '../../../port/called-tool.js';
import { nameOr } from '../../name-or.js';
import { extraBlock } from '../sealed-thought.js';
import { ForeignThoughts } from './foreign-thoughts.js';
import { toMessageEnd } from './stop-reason.js';
import { thoughtsOf, type ThoughtPiece } from './thoughts.js';
import { toAnthropicUsage, type AnthropicUsage, type EstimatedTokens } from './to-anthropic-usage.js';

/** A whole answer as Anthropic writes it. */
export interface AnthropicMessage {
  readonly id: string;
  readonly type: 'message';
  readonly role: 'assistant';
  /** The model that answered. */
  readonly model: string;
  readonly content: readonly Fields[];
  readonly stop_reason: string | null;
  readonly stop_sequence: string | null;
  readonly usage: AnthropicUsage;
}

/** What is known of the request. */
export interface AskedAnswer {
  readonly estimate: EstimatedTokens;
  /** Id of the provider that answers. */
  readonly provider: string;
  /** What the answer, and the model that answers, are called where its provider does not say. */
  readonly id: string;
  readonly model: string;
  /** Texts that are to end the answer. */
  readonly stops?: readonly string[];
}

/** A canonical answer in Anthropic's words; of several choices the first. */
export function toMessage(
  completion: Completion,
  { estimate, provider, id, model, stops = [] }: AskedAnswer,
): AnthropicMessage {
  const [choice] = completion.choices;
  const content = choice ? blocksOf(choice.message, provider) : [];
  const hasCalls = content.some(({ type }) => type === 'tool_use');
  return {
    id: nameOr(completion.id, id),
    type: 'message',
    role: 'assistant',
    model: nameOr(completion.model, model),
    content,
    ...toMessageEnd(choice ?? {}, hasCalls, stops),
    usage: toAnthropicUsage(completion.usage ?? null, estimate, answerCharacters(choice?.message)),
  };
}

function blocksOf(message: Completion['choices'][number]['message'], provider: string): Fields[] {
  const { content, refusal } = message;
  // Servers write `null` where there are none.
  const calls = message.tool_calls ?? [];
  const text = [content, refusal].filter(Boolean).join('\n\n');
  const notices = mediaIn(message).map(mediaNotice);
  const extra = extraBlock(message);
  const foreign = new ForeignThoughts(provider);
  foreign.take(message);
  return [
    ...thinkingBlocks(thoughtsOf(message)),
    ...[foreign.sealed(calls.length > 0)].filter((block) => block !== null),
    ...(extra ? [extra] : []),
    // Without `citations: null`: Anthropic leaves it out, and @ai-sdk/anthropic 3 refuses an answer that has it.
    ...[...(text === '' ? [] : [text]), ...notices].map((said) => ({ type: 'text', text: said })),
    ...calls.flatMap(toToolUse),
  ];
}

/** A signature ends the thought that it signs. */
function thinkingBlocks(pieces: readonly ThoughtPiece[]): Fields[] {
  const blocks: Fields[] = [];
  let isOpen = false;
  for (const piece of pieces) {
    if (piece.kind === 'sealed') {
      blocks.push({ type: 'redacted_thinking', data: piece.data });
      isOpen = false;
      continue;
    }
    const last = isOpen ? blocks.pop() : undefined;
    const thinking = { type: 'thinking', thinking: '', signature: '', ...last };
    const isText = piece.kind === 'text';
    const more = isText ? { thinking: thinking.thinking + piece.text } : { signature: piece.signature };
    blocks.push({ ...thinking, ...more });
    isOpen = isText;
  }
  return blocks;
}

function toToolUse(call: object): Fields[] {
  const { id } = call as Fields;
  const { name, text, isCustom } = calledTool(call);
  if (name === undefined && text === undefined) return [];
  const extra = extraBlock(call, id);
  return [
    ...(extra ? [extra] : []),
    { type: 'tool_use', id, name, input: isCustom ? { [CUSTOM_INPUT]: text ?? '' } : toInput(text) },
  ];
}

/** The arguments of a call. */
export function toInput(text: unknown): Fields {
  return typeof text === 'string' ? argumentsObject(text) : {};
}
