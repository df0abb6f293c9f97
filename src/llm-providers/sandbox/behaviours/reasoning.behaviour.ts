import type { CompletionRequest } from '../../../port/canonical.js';
import type { SandboxAnswer } from '../sandbox-answer.js';
import { answerByEcho } from './echo.behaviour.js';

/** What the simulated reasoning costs, each time. */
export const REASONING_TOKENS = 64;

/** As the echo, behind a fixed count of reasoning tokens. */
export function answerByReasoning(request: CompletionRequest): SandboxAnswer {
  return { ...answerByEcho(request), reasoningTokens: REASONING_TOKENS };
}
