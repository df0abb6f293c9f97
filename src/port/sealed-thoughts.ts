/**
 * How the data of a `redacted_thinking` block begins that a gateway has made of what another provider wants back, such as
 * Gemini's signatures: Anthropic's form has no other place that clients bring back unchanged.
 */
export const SEAL = 'tollgate:';

/** It is no thought of Claude's. */
export function isSealedHere(data: unknown): data is string {
  return typeof data === 'string' && data.startsWith(SEAL);
}
