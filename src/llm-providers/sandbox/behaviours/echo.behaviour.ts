import type { CompletionRequest } from '../../../port/canonical.js';
import { lastUserText } from '../message-text.js';
import type { SandboxAnswer } from '../sandbox-answer.js';

/** The last message of the user, byte for byte. */
export function answerByEcho(request: CompletionRequest): SandboxAnswer {
  return { text: lastUserText(request), toolName: null, reasoningTokens: 0 };
}
