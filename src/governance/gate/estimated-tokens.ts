import type { PreparedTarget } from '../../completions/prepare-target.js';
import type { InputBound } from '../bounds/input-bound.js';
import { askedOutputTokens } from '../bounds/worst-case.js';

/** A text has that many bytes a token; what a call really came to is counted at its end. */
const BYTES_PER_TOKEN = 4;

/** What a call counts in limits on tokens while it is under way: its input, and the output that it asks for. */
export function estimatedTokens({ tokens }: InputBound, prepared: readonly PreparedTarget[]): number {
  let output = 0;
  for (const { request } of prepared) output = Math.max(output, askedOutputTokens(request) ?? 0);
  return Math.ceil(tokens / BYTES_PER_TOKEN) + output;
}
