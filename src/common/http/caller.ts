import type { IncomingMessage } from 'node:http';

/** Who calls, as the key of the request says. */
export interface Caller {
  /** The same for all requests with one key, in every process, and not the key. */
  readonly id: string;
  /** For people. */
  readonly name: string;
}

const callers = new WeakMap<IncomingMessage, Caller>();

/** Set where a request is let in by its key. */
export function setCaller(request: IncomingMessage, caller: Caller): void {
  callers.set(request, caller);
}

/** `null` = it was let in without a key. */
export function callerOf(request: IncomingMessage): Caller | null {
  return callers.get(request) ?? null;
}

/** Its id; `null` = it was let in without a key. */
export function callerIdOf(request: IncomingMessage): string | null {
  return callerOf(request)?.id ?? null;
}
