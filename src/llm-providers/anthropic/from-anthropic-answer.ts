import type { Completion } from '../../port/canonical.js';
import { newCallId } from '../upstream/call-ids.js';
import { endFields, type TranslatedEnd } from '../upstream/finish-reason.js';
import { soleAnswer } from '../upstream/sole-answer.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import { blocksIn, textOfBlocks } from './anthropic-blocks.js';
import { annotationsOf } from './anthropic-citations.js';
import { reportedError } from './anthropic-errors.js';
import { endOf, endWithCalls } from './anthropic-stop-reason.js';
import { thoughtsOf } from './anthropic-thinking.js';
import { fromAnthropicUsage } from './from-anthropic-usage.js';
import { unreadableText } from '../upstream/said-texts.js';
import { isObject, modelNameIn, textOrNull, toJson, type Fields } from '../upstream/wire-fields.js';

type Message = Completion['choices'][number]['message'];

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
  const end = endOf(stopReason, call);
  const message = toMessage(blocksIn(content), end, call);
  if (end === null && !message.content && !message.tool_calls) {
    throw invalidResponse('its answer is empty and does not say why', call);
  }
  const counts = fromAnthropicUsage(usage);
  const completion = {
    id: textOrNull(id) ?? '',
    object: 'chat.completion',
    created: Math.floor(call.nowMs / 1000),
    model: modelNameIn(model, call),
    // OpenRouter's SDK asks for the field, as OpenAI has it where there is nothing to tell.
    system_fingerprint: null,
    choices: [
      {
        index: 0,
        message,
        logprobs: null,
        ...endFields(end && endWithCalls(end, message.tool_calls !== undefined)),
      },
    ],
    ...(counts ? { usage: counts } : {}),
  };
  // An end that was not told is no member of the type, and no fingerprint is null at OpenAI as well.
  return completion as unknown as Completion;
}

function toMessage(content: readonly unknown[], end: TranslatedEnd | null, call: UpstreamCall): Message {
  const blocks = content.filter(isObject);
  const calls = blocks
    .filter(({ type }) => type === 'tool_use')
    .map((block, place) => toToolCall(block, place, call));
  const { shown: text, isUnread } = textOfBlocks(content);
  const refusal = text === '' && calls.length === 0 ? refusalOf(end, call) : null;
  const thoughts = thoughtsOf(blocks);
  const isSilent = text === '' && calls.length === 0 && refusal === null && !thoughts.thinking_blocks;
  if (isUnread && isSilent) throw unreadableText(call);
  return {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    refusal,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
    ...thoughts,
    ...annotationsOf(blocks),
  };
}

/** In place of a text, where the model refused to give one. */
export function refusalOf(end: TranslatedEnd | null, { definition }: UpstreamCall): string | null {
  return end?.finishReason === 'content_filter'
    ? `${definition.displayName} stopped the answer before any text.`
    : null;
}

/**
 * A call of a tool in canonical form, its arguments as JSON.
 * @param place among the calls of the answer.
 */
export function toToolCall(block: Fields, place: number, call: UpstreamCall) {
  const { id, name } = readToolUse(block, place, call);
  return {
    id,
    type: 'function' as const,
    function: { name, arguments: toJson(block['input'] ?? {}, call) },
  };
}

/** Whom a call of a tool is for; one without an id gets its own, by which its result comes back. */
export function readToolUse(
  block: Fields,
  place: number,
  call: UpstreamCall,
): { readonly id: string; readonly name: string } {
  const name = textOrNull(block['name']);
  if (name === null) throw invalidResponse('it calls a tool without a name', call);
  return { id: textOrNull(block['id']) ?? newCallId({ nowMs: call.nowMs, choice: 0, place }), name };
}
