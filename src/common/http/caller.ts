import type { IncomingMessage } from 'node:http';

/** Who calls, as the key of the request says. */
export interface Caller {
  /** The same for all requests with one key, in every process, and not the key. */
  readonly id: string;
  /** For people. */
  readonly name: string;
}

/** On the request itself: each call is asked for its caller several times, and a table of them costs as much again. */
const CALLER = Symbol('caller');

type CalledRequest = IncomingMessage & { [CALLER]?: Caller };

/** Set where a request is let in by its key. */
export function setCaller(request: IncomingMessage, caller: Caller): void {
  (request as CalledRequest)[CALLER] = caller;
}

/** `null` = it was let in without a key. */
export function callerOf(request: IncomingMessage): Caller | null {
  return (request as CalledRequest)[CALLER] ?? null;
}

/** Its id; `null` = it was let in without a key. */
export function callerIdOf(request: IncomingMessage): string | null {
  return callerOf(request)?.id ?? null;
}
