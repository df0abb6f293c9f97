import type { Completion } from '../../port/canonical.js';

/** Why an answer ended, in OpenAI's words. */
export type FinishReason = Completion['choices'][number]['finish_reason'];

/** What a behaviour says, before any token limit. The same request gets the same answer. */
export interface SandboxAnswer {
  /** The text of the message; of a tool call, its arguments. */
  readonly text: string;
  /** The function to call; `null` = the answer is a message. */
  readonly toolName: string | null;
  /** Tokens spent before the first visible one. */
  readonly reasoningTokens: number;
}
