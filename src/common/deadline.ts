import type { Clock } from './clock.js';
import type { GatewayError } from './errors.js';

export interface DeadlineSignal {
  /** Aborts with the parent's reason, or with the deadline's error once the time is up. */
  readonly signal: AbortSignal;
  /** The deadline was kept; the signal goes on following its parent. */
  readonly keep: () => void;
  /** Ends the watch; must be called when the work is over. */
  readonly release: () => void;
}

/** A signal that follows `parent` and fires by itself after `timeoutMs`: 0 = at once, `null` = never. */
export function signalWithDeadline(
  parent: AbortSignal,
  timeoutMs: number | null,
  clock: Clock,
  toError: () => GatewayError,
): DeadlineSignal {
  const controller = new AbortController();
  const follow = () => controller.abort(parent.reason);
  if (parent.aborted) follow();
  parent.addEventListener('abort', follow, { once: true });
  const fire = () => controller.abort(toError());
  if (timeoutMs === 0) fire();
  const keep = timeoutMs === null || timeoutMs === 0 ? () => undefined : clock.setTimer(timeoutMs, fire);
  return {
    signal: controller.signal,
    keep,
    release: () => {
      keep();
      parent.removeEventListener('abort', follow);
    },
  };
}
