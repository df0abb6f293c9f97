import type { Clock } from './clock.js';
import type { GatewayError } from './errors.js';

/** A signal that follows its parent, and fires by itself when one of its deadlines passes. */
export class DeadlineSignal {
  private readonly controller = new AbortController();
  private readonly timers: (() => void)[] = [];

  constructor(
    private readonly parent: AbortSignal,
    private readonly clock: Clock,
  ) {
    if (parent.aborted) this.follow();
    else parent.addEventListener('abort', this.follow);
  }

  /** Aborts with the parent's reason, or with the error of the deadline that passed. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /**
   * Sets a deadline after `timeoutMs`: 0 = at once, `null` = never.
   * @returns what to call when it was kept; the signal goes on following its parent and its other deadlines.
   */
  within(timeoutMs: number | null, toError: () => GatewayError): () => void {
    if (timeoutMs === null) return nothing;
    if (timeoutMs === 0) {
      this.abort(toError());
      return nothing;
    }
    const keep = this.clock.setTimer(timeoutMs, () => this.abort(toError()));
    this.timers.push(keep);
    return keep;
  }

  abort(reason: GatewayError): void {
    this.controller.abort(reason);
  }

  /** Ends the watch; must be called when the work is over. */
  release(): void {
    for (const cancelTimer of this.timers) cancelTimer();
    this.parent.removeEventListener('abort', this.follow);
  }

  private readonly follow = (): void => this.controller.abort(this.parent.reason);
}

const nothing = () => undefined;
