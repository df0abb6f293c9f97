import type { Caller } from '../common/http/caller.js';
import type { BegunAttempt } from './relay/begun-attempt.js';
import type { CallSession } from '../policies/affinity/call-session.js';
import type { CallOrigin } from './call-origin.js';
import type { CompletionCall } from './completion-call.js';
import type { CallReport } from './completion-outcome.js';

/** Whom a call asks, and why: of a route that draws, no second draw may say otherwise. */
export type DrawnTargets = Pick<CompletionCall, 'targets' | 'choice'>;

/** What a surface hands down with a call. It travels as an argument: no request scope, no async-local state. */
export interface CallContext {
  readonly requestId: string;
  /** What is remembered of one caller is not held against another; left out or `null` = callers are not told apart. */
  readonly callerId?: string | null;
  /** Who calls, by its key; left out or `null` = it came without one, or from inside the process. */
  readonly caller?: Caller | null;
  /** The conversation that it belongs to; left out = it is one by itself. */
  readonly session?: CallSession;
  /** What the request says of itself; left out = it came from inside the process. */
  readonly origin?: CallOrigin;
  /** What would become of it is told, and it is not made; left out = it is made. */
  readonly isExplained?: boolean;
  /** Aborted when the caller leaves or the gateway drains, with a `GatewayError` as its reason. */
  readonly signal: AbortSignal;
  /** How long the caller waits for the whole answer, in milliseconds; left out or `null` = it did not say. */
  readonly timeoutMs?: number | null;
  /** So much of that had passed before the call came here, in milliseconds; left out = nothing. */
  readonly spentMs?: number;
  /** Told how much memory an answer holds so far, in bytes; what it throws ends the attempt, or the stream. */
  readonly meterAnswer?: (bytes: number) => void;
  /** The first attempt is under way: the call goes on from there. */
  readonly begun?: BegunAttempt;
  /** Whom to ask, as it was decided before the call came here; left out = as the call has it. */
  readonly drawn?: DrawnTargets;
  /** Told once, at the end of the call. What it throws is logged and changes nothing. */
  readonly onEnded?: (report: CallReport) => void;
}
