import type { ServerResponse } from 'node:http';
import { systemClock, type Clock } from '../clock.js';

export interface ServerSentEvent {
  readonly event: string;
  /** Goes out as one line of JSON. */
  readonly data: unknown;
}

export interface EventStreamOptions {
  /** A reader who takes nothing for so long, in milliseconds, is disconnected. */
  readonly stallTimeoutMs: number;
  readonly clock?: Clock;
}

/**
 * Sends events as they come, one write each, and takes no more while the reader is slow. Headers go out at once, so
 * the caller must have the first event, or be sure of it. Returns when the events end, or when the reader has left or
 * stalled: then the iteration is left early, which cancels whatever makes the events.
 */
export async function sendEventStream(
  response: ServerResponse,
  events: AsyncIterable<ServerSentEvent>,
  { stallTimeoutMs, clock = systemClock }: EventStreamOptions,
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  for await (const { event, data } of events) {
    if (response.destroyed) return;
    const hasRoom = response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (!hasRoom) await drainedOrClosed(response, stallTimeoutMs, clock);
  }
  endOrDestroy(response, stallTimeoutMs, clock);
}

/** The last bytes may wait for the reader as well. */
function endOrDestroy(response: ServerResponse, stallTimeoutMs: number, clock: Clock): void {
  const cancelTimer = clock.setTimer(stallTimeoutMs, () => response.destroy());
  response.once('close', cancelTimer);
  response.end();
}

function drainedOrClosed(response: ServerResponse, stallTimeoutMs: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      cancelTimer();
      response.off('drain', settle);
      response.off('close', settle);
      resolve();
    };
    const cancelTimer = clock.setTimer(stallTimeoutMs, () => response.destroy());
    response.once('drain', settle);
    response.once('close', settle);
    if (response.destroyed) settle();
  });
}
