import type { IncomingMessage, ServerResponse } from 'node:http';

/** Requests that came with `Expect: 100-continue`, and were not told to go on. */
const waiting = new WeakMap<IncomingMessage, ServerResponse>();

/** The caller sends its body once it is asked for it. */
export function awaitsContinue(request: IncomingMessage, response: ServerResponse): void {
  waiting.set(request, response);
}

/** To be called as the body is about to be read. */
export function askForBody(request: IncomingMessage): void {
  waiting.get(request)?.writeContinue();
  waiting.delete(request);
}
