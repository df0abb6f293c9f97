import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import type { Clock } from '../clock.js';

const arrivals = new WeakMap<IncomingMessage, number>();

/** Remembers when a request came. Goes before whatever reads its body. */
export function noteArrival(clock: Clock): RequestHandler {
  return (request, _response, next) => {
    arrivals.set(request, clock.monotonicMs());
    next();
  };
}

/** For a request that was noted before, on the same monotonic clock. */
export function setArrival(request: IncomingMessage, arrivedMs: number): void {
  arrivals.set(request, arrivedMs);
}

/** How long ago the head of a request was read, in milliseconds; 0 where it was not noted. */
export function requestAgeMs(request: IncomingMessage, clock: Clock): number {
  const arrivedMs = arrivals.get(request);
  return arrivedMs === undefined ? 0 : clock.monotonicMs() - arrivedMs;
}
