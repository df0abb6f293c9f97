/**
 * A call's leave to go to the model, and the duty to say how it went: exactly one of `succeeded`, `failed` and
 * `released`, once.
 */
export interface BreakerPermit {
  /** The answer has begun; how it ends is yet to be said. */
  began(): void;
  /** The answer came to its end. */
  succeeded(): void;
  /** The model is at fault (the column `breaker` of the table of errors), before its answer began or behind that. */
  failed(): void;
  /** It showed nothing (further) about the model: the caller left, the request was wrong, our key was refused. */
  released(): void;
}

/** What a breaker hears of one call: at most once that it began, and exactly one end. */
export interface PermitListener {
  began(): void;
  ended(): void;
  failed(how: { readonly hasBegun: boolean }): void;
  released(): void;
}

/** The first word about the end counts; whatever is said later does nothing. An answer that ended has begun, too. */
export class Permit implements BreakerPermit {
  private hasBegun = false;
  private isSettled = false;

  constructor(private readonly listener: PermitListener) {}

  began(): void {
    if (this.isSettled || this.hasBegun) return;
    this.hasBegun = true;
    this.listener.began();
  }

  succeeded(): void {
    this.began();
    if (this.settle()) this.listener.ended();
  }

  failed(): void {
    if (this.settle()) this.listener.failed({ hasBegun: this.hasBegun });
  }

  released(): void {
    if (this.settle()) this.listener.released();
  }

  /** @returns whether this is the first outcome that is told. */
  private settle(): boolean {
    const isFirst = !this.isSettled;
    this.isSettled = true;
    return isFirst;
  }
}
