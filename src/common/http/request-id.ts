import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';

/** Comes from callers, goes back to them, and goes to providers. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** What we take over from a caller: safe to copy into a header, a log line and a URL. */
const WELL_FORMED = /^[A-Za-z0-9._:-]{1,128}$/;

const idOfRequest = new WeakMap<IncomingMessage, string>();

/**
 * The id under which this request is answered and logged: the caller's `x-request-id` when it is well-formed,
 * else a fresh UUID. The same request always gets the same id. A header that was sent twice is not well-formed,
 * because Node joins its values with a comma.
 */
export function requestIdOf(request: IncomingMessage): string {
  const known = idOfRequest.get(request);
  if (known !== undefined) return known;
  const id = newRequestId(request);
  setRequestId(request, id);
  return id;
}

/** The id of a request that has none yet; it is not remembered. */
export function newRequestId({ headers }: IncomingMessage): string {
  const offered = headers[REQUEST_ID_HEADER];
  return typeof offered === 'string' && WELL_FORMED.test(offered) ? offered : randomUUID();
}

/** For a request whose id was made before. */
export function setRequestId(request: IncomingMessage, id: string): void {
  idOfRequest.set(request, id);
}

/** Puts `x-request-id` on every response. Goes before every other middleware, so that refusals carry it too. */
export function requestId(): RequestHandler {
  return (request, response, next) => {
    response.setHeader(REQUEST_ID_HEADER, requestIdOf(request));
    next();
  };
}
