import type { ModelRequest } from '../port/canonical.js';
import type { CallContext } from './call-context.js';
import type { CompletionCall } from './completion-call.js';
import type { CallPermit } from './call-permit.js';
import type { OperationName } from './operations.js';
import type { PreparedTarget } from './prepare-target.js';

/** A call that wants to reach a model. */
export interface CallAtGate {
  readonly call: CompletionCall<ModelRequest>;
  readonly context: Pick<CallContext, 'requestId' | 'callerId' | 'origin'>;
  readonly operation: OperationName;
  readonly isStream: boolean;
  /** It goes the usual way where it is not let in, and comes here again. */
  readonly isFirstTry: boolean;
  /** When it was made, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** As its targets would be asked, or those of another call in its place; those that cannot be asked are left out. */
  readonly prepared: (call?: CompletionCall<ModelRequest>) => readonly PreparedTarget[];
}

/** Who may reach a model, and how much of it: asked once for each call, before its first attempt. */
export interface CallGate {
  /**
   * @returns `null` = nothing holds for this call; then nothing is told of its end.
   * @throws GatewayError why it may not: `limit.exceeded`, `budget.exceeded`, `request.invalid`; at once, or later.
   */
  enter(asked: CallAtGate): Promise<CallPermit | null> | CallPermit | null;

  /**
   * Asked for what is said of a model without asking it; nothing is reserved.
   * @throws GatewayError `auth.not_allowed`
   */
  check(asked: CallAtGate): void;
}

/** Lets all calls in. */
export const OPEN_GATE: CallGate = Object.freeze({ enter: () => null, check: () => undefined });
