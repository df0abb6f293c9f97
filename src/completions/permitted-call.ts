import type { GatewayError } from '../common/errors.js';
import type { ModelRequest } from '../port/canonical.js';
import type { AnswerOnItsWay, CallPermit } from './call-permit.js';
import type { CompletionCall } from './completion-call.js';
import type { AttemptReport, CallReport } from './completion-outcome.js';
import type { CompletionWarning } from './completion-warning.js';

/** What is asked, as the gate let it in, and the permit that its end settles. */
export class PermittedCall {
  /** What a good answer has to wait for, once the call is settled; `null` = nothing. */
  inBooks: Promise<void> | null = null;

  constructor(
    private asked: CompletionCall<ModelRequest>,
    private permit: CallPermit | null,
  ) {}

  /** The call that was asked for, or the one that was let in for it. */
  get call(): CompletionCall<ModelRequest> {
    return this.asked;
  }

  /** It is made in place of another. */
  get isDowngraded(): boolean {
    return this.permit?.instead !== undefined;
  }

  /** Of its row in the ledger; `null` = it has none. */
  get callId(): string | null {
    return this.permit?.callId ?? null;
  }

  /** What its answer, or its failure, tells of the room that is left; `null` = nobody limits it. */
  get roomHeaders(): CallPermit['headers'] | null {
    return this.permit?.headers ?? null;
  }

  /** Whether somebody asks what a stream costs while it comes. */
  get isMetered(): boolean {
    return this.permit?.meter !== undefined;
  }

  /** @returns whether another call was let in for it. */
  enter(permit: CallPermit | null): boolean {
    this.permit = permit;
    if (!permit?.instead) return false;
    this.asked = permit.instead.call;
    return true;
  }

  /** What its caller is told of it, behind what is told of the target. */
  warningsBehind(ofTarget: readonly CompletionWarning[]): readonly CompletionWarning[] {
    const { instead } = this.permit ?? {};
    return instead ? [...ofTarget, instead.warning] : ofTarget;
  }

  /**
   * Before an attempt behind others.
   * @throws GatewayError where what they cost leaves no room for it; at once, or later.
   */
  mayAskAgain(ended: readonly AttemptReport[]): Promise<void> | null {
    return ended.length > 0 && this.permit ? this.permit.again(ended) : null;
  }

  /** @returns why a stream must not go on, be it later; `null` = it may. */
  meter(answer: AnswerOnItsWay): Promise<GatewayError | null> | GatewayError | null {
    return this.permit?.meter?.(answer) ?? null;
  }

  /** Its one end. */
  settle(report: CallReport): void {
    this.inBooks = this.permit?.settle(report) ?? null;
  }
}
