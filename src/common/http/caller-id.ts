import type { IncomingMessage } from 'node:http';

const ids = new WeakMap<IncomingMessage, string>();

/** Set where a request is let in by its key. */
export function setCallerId(request: IncomingMessage, id: string): void {
  ids.set(request, id);
}

/** The same for all requests that come with one key, and not the key; `null` = it was let in without one. */
export function callerIdOf(request: IncomingMessage): string | null {
  return ids.get(request) ?? null;
}
