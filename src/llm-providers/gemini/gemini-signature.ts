import type { GeminiPart } from './gemini-request.js';

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
