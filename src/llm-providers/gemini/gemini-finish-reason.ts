import type { GatewayError } from '../../common/errors.js';
import type { FinishReason, TranslatedEnd } from '../upstream/finish-reason.js';
import { invalidResponse, providerError, type UpstreamCall } from '../upstream/upstream-failure.js';
import { gemini } from './gemini.definition.js';

/**
 * Gemini's reasons in OpenAI's words; all others are a stop of the provider's own.
 * Source: googleapis/js-genai src/types.ts, read 2026-11-23. RECITATION is a filter's doing, too, as LiteLLM has it.
 */
const REASONS: Readonly<Record<string, FinishReason>> = Object.freeze({
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  LANGUAGE: 'content_filter',
  MODEL_ARMOR: 'content_filter',
  IMAGE_SAFETY: 'content_filter',
  IMAGE_PROHIBITED_CONTENT: 'content_filter',
  IMAGE_RECITATION: 'content_filter',
});

/** Not the end of an answer: the model failed, and may do better when it is asked again. */
const FAILURES: Readonly<Record<string, string>> = Object.freeze({
  MALFORMED_FUNCTION_CALL: 'the model wrote a call of a tool that cannot be read',
  MALFORMED_RESPONSE: 'the model wrote an answer that cannot be read',
  UNEXPECTED_TOOL_CALL: 'the model called a tool that it was not given',
  TOO_MANY_TOOL_CALLS: 'the model called tools without an end',
  NO_IMAGE: 'the model was to make an image, and made none',
});

/** What a reason tells that is no end of an answer; `null` = it is one. */
export function failureOf(reason: string, call: UpstreamCall): GatewayError | null {
  const name = reason.toUpperCase();
  if (name === 'MISSING_THOUGHT_SIGNATURE') {
    const what = `a call of a tool came back without the signature of its thought (${name})`;
    return providerError('provider.rejected', what, call, { param: 'messages' });
  }
  return Object.hasOwn(FAILURES, name) ? invalidResponse(`${FAILURES[name]} (${name})`, call) : null;
}

/** True for a reason of Gemini's own, in whatever case; such a word is no secret, and may be shown. */
export function isKnownReason(reason: string): boolean {
  return Object.hasOwn(REASONS, reason.toUpperCase());
}

/** How an answer ended. */
export interface GeminiEnd extends TranslatedEnd {
  /** In place of a text, where a filter left none. */
  readonly refusal: string | null;
}

/** @param hasCalls Gemini ends a turn that calls tools with STOP, too, and not always in the same chunk. */
export function endOf(
  reason: string,
  answer: { readonly hasText: boolean; readonly hasCalls: boolean },
): GeminiEnd {
  const name = reason.toUpperCase();
  const finishReason = (Object.hasOwn(REASONS, name) && REASONS[name]) || 'content_filter';
  if (finishReason === 'stop' && answer.hasCalls)
    return { finishReason: 'tool_calls', nativeReason: reason, refusal: null };
  const isRegular = finishReason === 'stop' || finishReason === 'length';
  const isSilenced = !isRegular && !answer.hasText && !answer.hasCalls;
  return {
    finishReason,
    nativeReason: reason,
    refusal: isSilenced ? `${gemini.displayName} stopped the answer before any text (${name}).` : null,
  };
}

/** The prompt itself was refused: there is no answer, but this is one of Gemini's regular ends. */
export function endOfBlocked(blockReason: string): GeminiEnd {
  const refusal = `${gemini.displayName} blocked the prompt (${blockReason.toUpperCase()}).`;
  return { finishReason: 'content_filter', nativeReason: blockReason, refusal };
}
