import { bareModelName } from './gemini-model-name.js';
import type { GeminiPart } from './gemini-request.js';
import { hasThinkingLevels } from './gemini-thinking.js';

/** The place of a signature in the canonical form, on a message, its last chunk or a call of a tool. */
export interface Signed {
  readonly extra_content?: { readonly google: { readonly thought_signature: string } };
}

/**
 * The signature of the thought behind a text or a call, where Google's own OpenAI-compatible endpoint has it:
 * `extra_content.google.thought_signature`, on messages and on calls (mozilla-ai/any-llm#1320, read 2026-11-23).
 */
export function signed(signature: string | null): Signed {
  return signature === null ? {} : { extra_content: { google: { thought_signature: signature } } };
}

/** What a caller brings back; `null` = nothing. */
export function signatureOf(holder: object): string | null {
  const { extra_content: extra } = holder as { extra_content?: { google?: { thought_signature?: unknown } } };
  const signature = extra?.google?.thought_signature;
  return typeof signature === 'string' && signature !== '' ? signature : null;
}

/**
 * The signature goes back on the last text, as Gemini 3 gives it; without it, the model thinks worse but answers
 * (ai.google.dev/gemini-api/docs/thought-signatures, read 2026-11-23). Without a text there is nothing to sign: calls
 * have signatures of their own.
 */
export function withSignature(parts: readonly GeminiPart[], signature: string | null): GeminiPart[] {
  const last = parts.findLastIndex((part) => 'text' in part);
  if (signature === null || last === -1) return [...parts];
  return parts.map((part, index) => (index === last ? { ...part, thoughtSignature: signature } : part));
}

/**
 * Takes the place of a signature that the caller did not bring back; Gemini does not check it.
 * Source: docs.cloud.google.com, Thought signatures, for the refusal; the word stands in several gateways' sources. Read
 * 2026-11-28, not tried on the live service.
 */
export const UNCHECKED = 'skip_thought_signature_validator';

/**
 * From Gemini 3 on, the first call of a turn must be signed, and many clients drop what they do not know: such a turn
 * would be refused. The model thinks worse without the signature, but answers.
 */
export function withSignedCalls(parts: readonly GeminiPart[], model: string): GeminiPart[] {
  const first = parts.findIndex((part) => 'functionCall' in part);
  const needsOne = first !== -1 && hasThinkingLevels(bareModelName(model));
  return parts.map((part, index) =>
    needsOne && index === first ? { thoughtSignature: UNCHECKED, ...part } : part,
  );
}
