import type { ServerResponse } from 'node:http';

export interface ServerSentEvent {
  readonly event: string;
  /** Goes out as one line of JSON. */
  readonly data: unknown;
}

/**
 * Sends events as they come, one write each, and takes no more while the reader is slow. Headers go out at once, so
 * the caller must have the first event, or be sure of it. Returns when the events end, or when the reader has left:
 * then the iteration is left early, which cancels whatever makes the events.
 */
export async function sendEventStream(
  response: ServerResponse,
  events: AsyncIterable<ServerSentEvent>,
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
    if (!hasRoom) await drainedOrClosed(response);
  }
  response.end();
}

function drainedOrClosed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      response.off('drain', settle);
      response.off('close', settle);
      resolve();
    };
    response.once('drain', settle);
    response.once('close', settle);
    if (response.destroyed) settle();
  });
}
