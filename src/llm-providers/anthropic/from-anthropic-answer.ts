import type { Completion } from '../../port/canonical.js';
import { soleAnswer } from '../upstream/sole-answer.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import { blocksIn, textOfBlocks } from './anthropic-blocks.js';
import { reportedError } from './anthropic-errors.js';
import { thoughtsOf } from './anthropic-thinking.js';
import { fromAnthropicUsage } from './from-anthropic-usage.js';
import { unreadableText } from '../upstream/said-texts.js';
import { isObject, modelNameIn, textOrNull, toJson, wordIn, type Fields } from '../upstream/wire-fields.js';

type Message = Completion['choices'][number]['message'];

/** Source: @anthropic-ai/sdk 1.12.0, read 2026-11-23. `pause_turn` and what is new are told as they are. */
const FINISH_REASONS: Readonly<Record<string, string>> = Object.freeze({
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
});
const STOP_REASONS = new Set(Object.keys(FINISH_REASONS));

/** The canonical reason of an end; `null` = the answer does not say. */
export function fromStopReason(value: unknown, call: UpstreamCall): string | null {
  const reason = wordIn(value, call, STOP_REASONS);
  if (reason === null) return null;
  return (Object.hasOwn(FINISH_REASONS, reason) && FINISH_REASONS[reason]) || reason;
}

/**
 * A whole answer; one that says something need not say why it ended. Thinking stands beside its text; whatever else is
 * no text and no call of a tool is left out.
 * @throws GatewayError what the answer reports, or `provider.invalid_response` where it is none.
 */
export function fromAnthropicAnswer(body: unknown, call: UpstreamCall): Completion {
  const answer = soleAnswer(body, {
    isAnswer: ({ content }) => blocksIn(content).length > 0,
    isFailure: (item) => reportedError(item, undefined, call) !== null,
  });
  if (!isObject(answer)) throw invalidResponse('its answer is not a JSON object', call);
  const error = reportedError(answer, undefined, call);
  if (error) throw error;
  const { content, stop_reason: stopReason, usage, model, id } = answer;
  const hasMessage = typeof content === 'object' ? content !== null : textOrNull(content) !== null;
  if (!hasMessage) throw invalidResponse('its answer has no message', call);
  const finishReason = fromStopReason(stopReason, call);
  const message = toMessage(blocksIn(content), finishReason, call);
  if (finishReason === null && !message.content && !message.tool_calls) {
    throw invalidResponse('its answer is empty and does not say why', call);
  }
  const counts = fromAnthropicUsage(usage);
  const completion = {
    id: textOrNull(id) ?? '',
    object: 'chat.completion',
    created: Math.floor(call.nowMs / 1000),
    model: modelNameIn(model, call),
    choices: [
      {
        index: 0,
        message,
        logprobs: null,
        finish_reason: finishReason,
      },
    ],
    ...(counts ? { usage: counts } : {}),
  };
  // A reason of the provider's own is no member of the type.
  return completion as Completion;
}

function toMessage(content: readonly unknown[], finishReason: string | null, call: UpstreamCall): Message {
  const blocks = content.filter(isObject);
  const calls = blocks.filter(({ type }) => type === 'tool_use').map((block) => toToolCall(block, call));
  const { shown: text, isUnread } = textOfBlocks(content);
  const refusal = text === '' && calls.length === 0 ? refusalOf(finishReason, call) : null;
  const thoughts = thoughtsOf(blocks);
  const isSilent = text === '' && calls.length === 0 && refusal === null && !thoughts.thinking_blocks;
  if (isUnread && isSilent) throw unreadableText(call);
  return {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    refusal,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
    ...thoughts,
  };
}

/** In place of a text, where the model refused to give one. */
export function refusalOf(finishReason: string | null, { definition }: UpstreamCall): string | null {
  return finishReason === 'content_filter'
    ? `${definition.displayName} stopped the answer before any text.`
    : null;
}

/** A call of a tool in canonical form, its arguments as JSON. */
export function toToolCall(block: Fields, call: UpstreamCall) {
  const { id, name } = readToolUse(block, call);
  return {
    id,
    type: 'function' as const,
    function: { name, arguments: toJson(block['input'] ?? {}, call) },
  };
}

/** Whom a call of a tool is for. */
export function readToolUse(
  block: Fields,
  call: UpstreamCall,
): { readonly id: string; readonly name: string } {
  const [id, name] = [textOrNull(block['id']), textOrNull(block['name'])];
  if (id === null || name === null) throw invalidResponse('its call of a tool has no id or no name', call);
  return { id, name };
}
