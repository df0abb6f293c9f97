import type { GatewayError } from '../common/errors.js';
import type { HeadersInTurns } from '../common/http/headers-in-turns.js';
import type { ModelRequest } from '../port/canonical.js';
import type { LlmProvider } from '../port/llm-provider.js';
import type { CompletionCall } from './completion-call.js';
import type { AttemptReport, CallReport } from './completion-outcome.js';
import type { CompletionWarning } from './completion-warning.js';
import type { SeenAnswer } from './seen-answer.js';

/** A call that is made in place of the one that was asked for, and what its caller is told. */
export interface InsteadOfCall {
  readonly call: CompletionCall<ModelRequest>;
  readonly warning: CompletionWarning;
}

/** A streamed answer while it comes. */
export interface AnswerOnItsWay {
  readonly provider: LlmProvider;
  /** As the provider was asked. */
  readonly request: ModelRequest;
  /** All that came of this attempt's answer. */
  readonly seen: SeenAnswer;
  /** When the call was made, in milliseconds since the Unix epoch; prices have dates. */
  readonly atMs: number;
}

/** A call that was let in, until its one end. What these methods do never fails but for what they say. */
export interface CallPermit {
  /** What a good answer tells of the room that is left, as headers. */
  readonly headers: HeadersInTurns;
  /** Of its row in the ledger; left out = it has none. */
  readonly callId?: string;
  /** Another call was let in for it; left out = it was let in itself. On the quick way there is none. */
  readonly instead?: InsteadOfCall;
  /**
   * Before a further attempt: what those before it were billed is spent.
   * @throws GatewayError `budget.exceeded` where that leaves no room for another; at once, or later.
   */
  again(ended: readonly AttemptReport[]): Promise<void> | null;
  /**
   * Whenever a piece of a stream has come, its end left out. Left out = a stream may be as long as it is.
   * @returns why it must not go on, be it later; `null` = it may.
   */
  readonly meter?:
    ((answer: AnswerOnItsWay) => Promise<GatewayError | null> | GatewayError | null) | undefined;
  /** Below so many further characters, and without new counts of tokens, `meter` says the same. Beside `meter`. */
  readonly meterRoom?: ((answer: AnswerOnItsWay) => number) | undefined;
  /**
   * The one end of the call, however it came; further calls change nothing.
   * @returns what a good answer has to wait for, so that it is in the books; `null` = nothing.
   */
  settle(report: CallReport): Promise<void> | null;
  /** It never came to an attempt, and has no end of its own: whatever was reserved for it goes back. */
  release(): void;
}
