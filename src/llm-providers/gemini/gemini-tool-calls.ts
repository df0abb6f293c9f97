import type { GeminiAnswer } from './gemini-answer.js';
import type { GeminiCall } from './gemini-candidate.js';
import { signed } from './gemini-signature.js';

/** Where a call stands in its answer. */
export interface CallPlace {
  readonly answerId: string;
  readonly choice: number;
  /** Counted over all chunks of the choice. */
  readonly index: number;
}

/**
 * A call in canonical form. Gemini may give it no id: one is made of its place, so that the same answer has the same
 * ids. The signature of the thought behind it travels along, because the next turn has to bring it back.
 */
export function toToolCall(
  { id, name, argumentsText, signature }: GeminiCall,
  { answerId, choice, index }: CallPlace,
) {
  return {
    id: id ?? `call_${answerId}_${choice === 0 ? '' : `${choice}_`}${index}`,
    type: 'function' as const,
    function: { name, arguments: argumentsText },
    ...signed(signature),
  };
}

/** The id of an answer: Gemini's own, else that of the request. */
export function answerIdOf({ responseId }: GeminiAnswer, requestId: string): string {
  return responseId ?? requestId;
}
