import type { ServerResponse } from 'node:http';
import { systemClock, type Clock } from '../clock.js';
import { isSmallJson, jsonPieces } from '../json-pieces.js';
import { asWritten } from '../written-numbers.js';
import { MAX_WAITING_BYTES, WriteQueue } from './write-queue.js';

/** One event on its way to a caller. */
export interface ServerSentEvent {
  readonly event: string;
  /** Goes out as one line of JSON; a large one in pieces. */
  readonly data: unknown;
}

/** Shorter than the idle time-outs of common proxies. */
const KEEP_ALIVE_MS = 15_000;
const COMMENT = ': keep-alive\n\n';

interface EventStreamOptions {
  /** A reader who takes nothing for so long, in milliseconds, is disconnected. */
  readonly stallTimeoutMs: number;
  readonly clock?: Clock;
  /** What fills a silence, for callers who read no comments; a whole event, made anew where it counts. Default a comment. */
  readonly signOfLife?: SignOfLife;
}

/**
 * Sends events as they come, one write each, a large one in several, and takes no more while the reader is slow. Headers
 * go out at once, so the caller must have the first event, or be sure of it. A silence of 15 s is filled with a sign of
 * life. Returns when the events end, or when the reader has left or stalled: then the iteration is left early, which cancels
 * whatever makes the events.
 */
export function sendEventStream(
  response: ServerResponse,
  events: AsyncIterable<ServerSentEvent>,
  options: EventStreamOptions,
): Promise<void> {
  return sendFrames(response, events, toFrame, options);
}

/** An event with its name, as it stands on the wire; a large one in pieces. */
export function toFrame({ event, data }: ServerSentEvent): Frame {
  const beginning = `event: ${event}\ndata: `;
  return isSmallJson(data)
    ? `${beginning}${JSON.stringify(asWritten(data))}\n\n`
    : framePieces(beginning, data);
}

function* framePieces(beginning: string, data: unknown): Generator<string, void> {
  yield beginning;
  yield* jsonPieces(data);
  yield '\n\n';
}

/** An event on the wire, with the blank line after it, whole or in pieces. */
export type Frame = string | Generator<string, void>;

/** As `sendEventStream`, for events of a wire of its own: `frameOf` gives one as it stands on the wire. */
export async function sendFrames<Item>(
  response: ServerResponse,
  items: AsyncIterable<Item>,
  frameOf: (item: Item) => Frame,
  { stallTimeoutMs, clock = systemClock, signOfLife = COMMENT }: EventStreamOptions,
): Promise<void> {
  if (!response.headersSent) sendHead(response);
  const keepAlive = new KeepAlive(response, clock, signOfLife);
  const queue = new WriteQueue(response, stallTimeoutMs, clock);
  try {
    for await (const item of items) {
      if (response.destroyed) return;
      const frame = frameOf(item);
      if (typeof frame !== 'string') {
        await keepAlive.without(() => queue.writeAll(frame));
        continue;
      }
      const hasRoom = queue.write(frame);
      keepAlive.restart();
      if (!hasRoom) await queue.hasRoomOrClosed();
    }
  } finally {
    keepAlive.stop();
  }
  queue.end();
}

function sendHead(response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
}

type SignOfLife = string | (() => string);

/** What signs of life are written to. */
export interface SignTaker {
  readonly writableLength: number;
  write(sign: string): unknown;
}

/**
 * Signs of life in long silences, so that no proxy takes a thinking model for a dead connection. One timer, however
 * many events come.
 */
export class KeepAlive {
  private cancelTimer: () => void = () => undefined;
  private lastMs: number;
  private isInEvent = false;

  constructor(
    private readonly response: SignTaker,
    private readonly clock: Clock,
    private readonly signOfLife: SignOfLife = COMMENT,
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

  /** In the middle of an event it would end that. */
  async without(work: () => Promise<void>): Promise<void> {
    this.isInEvent = true;
    await work();
    this.isInEvent = false;
    this.restart();
  }

  private sign(): string {
    const { signOfLife } = this;
    return typeof signOfLife === 'string' ? signOfLife : signOfLife();
  }

  private lookIn(delayMs: number): void {
    this.cancelTimer = this.clock.setTimer(delayMs, () => {
      const leftMs = this.lastMs + KEEP_ALIVE_MS - this.clock.monotonicMs();
      if (leftMs > 0) {
        this.lookIn(leftMs);
        return;
      }
      // A reader who is behind has bytes to wait for already.
      const isBehind = this.response.writableLength > MAX_WAITING_BYTES;
      if (!isBehind && !this.isInEvent) this.response.write(this.sign());
      this.restart();
      this.lookIn(KEEP_ALIVE_MS);
    });
  }
}
