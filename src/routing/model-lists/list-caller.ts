import type { Clock } from '../../common/clock.js';
import { DeadlineSignal } from '../../common/deadline.js';
import { GatewayError } from '../../common/errors.js';
import type { CallContext } from '../../completions/call-context.js';

/** Who waits for a list. Without a signal it is a reader who does not leave. */
export type ListCaller = Pick<CallContext, 'requestId' | 'timeoutMs' | 'spentMs'> &
  Partial<Pick<CallContext, 'signal' | 'session' | 'caller'>>;

const NEVER_LEAVES = new AbortController().signal;

/** Aborts when the caller leaves, or with `request.deadline_exceeded` when its own deadline has passed. */
export function patienceOf(
  { signal = NEVER_LEAVES, timeoutMs = null, spentMs = 0 }: ListCaller,
  clock: Clock,
): DeadlineSignal {
  const leftMs = timeoutMs === null ? null : Math.max(0, timeoutMs - spentMs);
  const message = `No list of models within the ${timeoutMs} ms that the caller allowed for it.`;
  const patience = new DeadlineSignal(signal, clock);
  patience.within(leftMs, () => new GatewayError('request.deadline_exceeded', message));
  return patience;
}
