import type { Completion, CompletionUsage } from '../../port/canonical.js';
import { endFields } from '../upstream/finish-reason.js';
import { unreadableText } from '../upstream/said-texts.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import { readAnswer } from './gemini-answer.js';
import type { Fields } from '../upstream/wire-fields.js';
import type { GeminiCandidate } from './gemini-candidate.js';
import { endOf, endOfBlocked, failureOf, type GeminiEnd } from './gemini-finish-reason.js';
import { mediaFields } from './gemini-media.js';
import { signed, type Signed } from './gemini-signature.js';
import { answerIdOf, toToolCall } from './gemini-tool-calls.js';

/** A call, and the gateway's id for it. */
export interface AnsweredCall {
  readonly call: UpstreamCall;
  readonly requestId: string;
  /** The caller reads the answer as Gemini wrote it: whatever it holds, and however it ended, it is one. */
  readonly isNative?: boolean;
}

/**
 * A whole answer in canonical form. A blocked prompt is one: without text, with `content_filter` and a refusal.
 * @throws GatewayError what the answer reports, or `provider.invalid_response` where it is none.
 */
export function fromGeminiAnswer(wire: unknown, answered: AnsweredCall): Completion {
  const { call, requestId, isNative = false } = answered;
  const answer = readAnswer(wire, call);
  const { usage, model, blockReason } = answer;
  const id = answerIdOf(answer, requestId);
  const choices =
    blockReason === null
      ? answer.candidates.map((candidate) => toChoice(candidate, id, call, isNative))
      : [choiceOf(0, { text: '', thoughts: '', toolCalls: [], media: {} }, endOfBlocked(blockReason))];
  if (!choices.some(({ index }) => index === 0)) throw invalidResponse('its answer has no candidate', call);
  const completion = {
    id,
    object: 'chat.completion',
    created: Math.floor(call.nowMs / 1000),
    model: model ?? call.request.model,
    // OpenRouter's SDK asks for the field, as OpenAI has it where there is nothing to tell.
    system_fingerprint: null,
    choices,
    ...usagePart(usage),
  };
  // An end that was not told is no member of the type, and no fingerprint is null at OpenAI as well.
  return completion as unknown as Completion;
}

function toChoice(
  { index, text, thoughts, signature, calls, media, finishReason, isUnread, hasOthers }: GeminiCandidate,
  answerId: string,
  call: UpstreamCall,
  isNative: boolean,
) {
  const has = { hasText: text !== '' || media.length > 0, hasCalls: calls.length > 0 };
  if (finishReason === null && !has.hasText && !has.hasCalls && !(isNative && hasOthers)) {
    throw invalidResponse('its answer is empty and does not say why', call);
  }
  const failure = finishReason === null || isNative ? null : failureOf(finishReason, call);
  if (failure) throw failure;
  const toolCalls = calls.map((made, place) => toToolCall(made, { answerId, choice: index, index: place }));
  // An answer that says something need not say why it ended.
  const end = finishReason === null ? null : endOf(finishReason, has);
  const isSilent = !has.hasText && thoughts === '' && calls.length === 0 && !end?.refusal;
  if (isUnread && isSilent && !isNative) throw unreadableText(call);
  // Its caller has them in Gemini's own words.
  const own = isNative ? [] : media;
  const created = Math.floor(call.nowMs / 1000);
  const fields = mediaFields(own, { answerId, images: 0, created });
  return choiceOf(index, { text, thoughts, toolCalls, media: fields, ...signed(signature) }, end);
}

interface Said extends Signed {
  readonly text: string;
  readonly thoughts: string;
  readonly toolCalls: readonly object[];
  readonly media: Fields;
}

function choiceOf(
  index: number,
  { text, thoughts, toolCalls, media, ...signature }: Said,
  end: GeminiEnd | null,
) {
  const refusal = end?.refusal ?? null;
  const hasCalls = toolCalls.length > 0;
  const content = text === '' && (hasCalls || refusal !== null) ? null : text;
  return {
    index,
    message: {
      role: 'assistant',
      content,
      refusal,
      ...(thoughts !== '' && { reasoning_content: thoughts }),
      ...(hasCalls && { tool_calls: toolCalls }),
      ...media,
      ...signature,
    },
    logprobs: null,
    ...endFields(end),
  };
}

function usagePart(usage: CompletionUsage | null): { usage?: CompletionUsage } {
  return usage === null ? {} : { usage };
}
