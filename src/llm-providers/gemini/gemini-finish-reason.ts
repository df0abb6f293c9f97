import { gemini } from './gemini.definition.js';

/**
 * Gemini's reasons in canonical words; the others are passed on in lower case.
 * Source: googleapis/js-genai src/types.ts, read 2026-11-23. RECITATION is a filter's doing, too, as LiteLLM has it.
 */
const REASONS: Readonly<Record<string, string>> = Object.freeze({
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

/** True for a reason of Gemini's own, in whatever case; such a word is no secret, and may be shown. */
export function isKnownReason(reason: string): boolean {
  return Object.hasOwn(REASONS, reason.toUpperCase());
}

/** How an answer ended. */
export interface GeminiEnd {
  readonly finishReason: string;
  /** In place of a text, where a filter or a failed call of a tool left none. */
  readonly refusal: string | null;
}

/** @param hasCalls Gemini ends a turn that calls tools with STOP, too, and not always in the same chunk. */
export function endOf(
  reason: string,
  answer: { readonly hasText: boolean; readonly hasCalls: boolean },
): GeminiEnd {
  const name = reason.toUpperCase();
  const finishReason = (Object.hasOwn(REASONS, name) && REASONS[name]) || reason.toLowerCase();
  if (finishReason === 'stop' && answer.hasCalls) return { finishReason: 'tool_calls', refusal: null };
  const isRegular = finishReason === 'stop' || finishReason === 'length';
  const isSilenced = !isRegular && !answer.hasText && !answer.hasCalls;
  return {
    finishReason,
    refusal: isSilenced ? `${gemini.displayName} stopped the answer before any text (${name}).` : null,
  };
}

/** The prompt itself was refused: there is no answer, but this is one of Gemini's regular ends. */
export function endOfBlocked(blockReason: string): GeminiEnd {
  const refusal = `${gemini.displayName} blocked the prompt (${blockReason.toUpperCase()}).`;
  return { finishReason: 'content_filter', refusal };
}
