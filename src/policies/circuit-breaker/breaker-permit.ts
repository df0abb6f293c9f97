/** A call's leave to go to the model, and the duty to say how it went: exactly one of these, once. */
export interface BreakerPermit {
  /** The model answered. */
  succeeded(): void;
  /** The model is at fault (the column `breaker` of the table of errors). */
  failed(): void;
  /** It showed nothing about the model: the caller left, the request was wrong, our key was refused. */
  released(): void;
}

/** The first word counts; whatever is said later does nothing. */
export function settledOnce(permit: BreakerPermit): BreakerPermit {
  let isSettled = false;
  const once = (verdict: () => void) => () => {
    if (isSettled) return;
    isSettled = true;
    verdict();
  };
  return {
    succeeded: once(() => permit.succeeded()),
    failed: once(() => permit.failed()),
    released: once(() => permit.released()),
  };
}
