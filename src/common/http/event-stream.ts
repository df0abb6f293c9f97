import type { ServerResponse } from 'node:http';
import { systemClock, type Clock } from '../clock.js';

/** One event on its way to a caller. */
export interface ServerSentEvent {
  readonly event: string;
  /** Goes out as one line of JSON. */
  readonly data: unknown;
}

/** Shorter than the idle time-outs of common proxies. */
const KEEP_ALIVE_MS = 15_000;

/**
 * With more than this waiting for the reader, no event is taken. Node's own mark is 64 KiB: of small events that is
 * thousands of entries in its queue, worth many times their bytes.
 */
const MAX_WAITING_BYTES = 4096;

interface EventStreamOptions {
  /** A reader who takes nothing for so long, in milliseconds, is disconnected. */
  readonly stallTimeoutMs: number;
  readonly clock?: Clock;
}

/**
 * Sends events as they come, one write each, and takes no more while the reader is slow. Headers go out at once, so
 * the caller must have the first event, or be sure of it. A silence of 15 s is filled with a comment. Returns when the
 * events end, or when the reader has left or stalled: then the iteration is left early, which cancels whatever makes
 * the events.
 */
export function sendEventStream(
  response: ServerResponse,
  events: AsyncIterable<ServerSentEvent>,
  options: EventStreamOptions,
): Promise<void> {
  const toFrame = ({ event, data }: ServerSentEvent) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  return sendFrames(response, events, toFrame, options);
}

/**
 * As `sendEventStream`, for events of a wire of its own: `toFrame` gives the lines of one, with the blank line after
 * it.
 */
export async function sendFrames<Item>(
  response: ServerResponse,
  items: AsyncIterable<Item>,
  toFrame: (item: Item) => string,
  { stallTimeoutMs, clock = systemClock }: EventStreamOptions,
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  const keepAlive = new KeepAlive(response, clock);
  const queue = new WriteQueue(response, stallTimeoutMs, clock);
  try {
    for await (const item of items) {
      if (response.destroyed) return;
      const hasRoom = queue.write(toFrame(item));
      keepAlive.restart();
      if (!hasRoom) await queue.hasRoomOrClosed();
    }
  } finally {
    keepAlive.stop();
  }
  endOrDestroy(response, stallTimeoutMs, clock);
}

/**
 * Comments in long silences, so that no proxy takes a thinking model for a dead connection. One timer, however
 * many events come.
 */
class KeepAlive {
  private cancelTimer: () => void = () => undefined;
  private lastMs: number;

  constructor(
    private readonly response: ServerResponse,
    private readonly clock: Clock,
  ) {
    this.lastMs = clock.monotonicMs();
    this.lookIn(KEEP_ALIVE_MS);
  }

  /** Something was said. */
  restart(): void {
    this.lastMs = this.clock.monotonicMs();
  }

  stop(): void {
    this.cancelTimer();
  }

  private lookIn(delayMs: number): void {
    this.cancelTimer = this.clock.setTimer(delayMs, () => {
      const leftMs = this.lastMs + KEEP_ALIVE_MS - this.clock.monotonicMs();
      if (leftMs > 0) {
        this.lookIn(leftMs);
        return;
      }
      // A reader who is behind has bytes to wait for already.
      if (this.response.writableLength <= MAX_WAITING_BYTES) this.response.write(': keep-alive\n\n');
      this.restart();
      this.lookIn(KEEP_ALIVE_MS);
    });
  }
}

/** The last bytes may wait for the reader as well. */
function endOrDestroy(response: ServerResponse, stallTimeoutMs: number, clock: Clock): void {
  // `close` may have come already, and comes once.
  if (response.destroyed) return;
  const cancelTimer = clock.setTimer(stallTimeoutMs, () => response.destroy());
  response.once('close', cancelTimer);
  response.end();
}

/** What the reader has yet to take. */
class WriteQueue {
  private onWritten: () => void = () => undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly stallTimeoutMs: number,
    private readonly clock: Clock,
  ) {}

  /** Whether there is room for more. A socket that is gone and whose `close` is still to come has none. */
  write(frame: string): boolean {
    const isTaken = this.response.write(frame, (error) => {
      if (!error) this.onWritten();
    });
    return isTaken && this.hasRoom;
  }

  hasRoomOrClosed(): Promise<void> {
    const { response, clock, stallTimeoutMs } = this;
    return new Promise((resolve) => {
      const settle = () => {
        cancelTimer();
        this.onWritten = () => undefined;
        response.off('close', settle);
        resolve();
      };
      const cancelTimer = clock.setTimer(stallTimeoutMs, () => response.destroy());
      this.onWritten = () => {
        if (this.hasRoom) settle();
      };
      response.once('close', settle);
      if (response.destroyed) settle();
    });
  }

  private get hasRoom(): boolean {
    return this.response.writableLength <= MAX_WAITING_BYTES;
  }
}
