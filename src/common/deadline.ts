import type { Clock } from './clock.js';
import type { GatewayError } from './errors.js';

export interface DeadlineSignal {
  /** Aborts with the parent's reason, or with the deadline's error once the time is up. */
  readonly signal: AbortSignal;
  /** Ends the watch; must be called when the work is over. */
  readonly release: () => void;
}

/** A signal that follows `parent` and fires by itself after `timeoutMs`. */
export function signalWithDeadline(
  parent: AbortSignal,
  timeoutMs: number,
  clock: Clock,
  toError: () => GatewayError,
): DeadlineSignal {
  const controller = new AbortController();
  const follow = () => controller.abort(parent.reason);
  if (parent.aborted) follow();
  parent.addEventListener('abort', follow, { once: true });
  const cancelTimer = clock.setTimer(timeoutMs, () => controller.abort(toError()));
  return {
    signal: controller.signal,
    release: () => {
      cancelTimer();
      parent.removeEventListener('abort', follow);
    },
  };
}
