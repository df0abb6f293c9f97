import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { framesOf } from '../common/error-frames.js';

/** So long, in milliseconds, work waits for more of its kind at most. */
const WAIT_MS = 8;
/** More than so many pieces of work do not wait for each other. */
const MAX_WAITING = 200;

const logger = new Logger('LaterWork');

/**
 * Lines and counts of calls that are over: nobody waits for them, and done together they cost half of what they do one
 * by one between calls, each time with cold caches.
 */
@Injectable()
export class LaterWork implements OnApplicationShutdown {
  private waiting: (() => void)[] = [];
  private due: NodeJS.Timeout | undefined;

  /** @param work what it throws is logged, and changes nothing. */
  add(work: () => void): void {
    this.waiting.push(work);
    if (this.waiting.length >= MAX_WAITING) this.doNow();
    else this.due ??= setTimeout(() => this.doNow(), WAIT_MS).unref();
  }

  /** All that waits, for whoever looks at what comes of it. */
  doNow(): void {
    clearTimeout(this.due);
    this.due = undefined;
    const { waiting } = this;
    this.waiting = [];
    for (const work of waiting) done(work);
  }

  onApplicationShutdown(): void {
    this.doNow();
  }
}

function done(work: () => void): void {
  try {
    work();
  } catch (error) {
    // Never the message, which may quote a prompt.
    logger.error(`Work at the end of a call failed: ${framesOf(error).join(' ')}`);
  }
}
