import { Logger } from '@nestjs/common';
import type { EndedSpan } from './ended-span.js';
import type { SpanEncoder } from './otlp/span-encoder.js';

/** Spans of so many bytes wait no longer: collectors take some megabytes at once. */
export const BATCH_BYTES = 524_288;
/** Spans of so many bytes wait for their export at most, those on their way included; further ones are dropped. */
export const MAX_WAITING_BYTES = 33_554_432;

/** A collector that asks for time gets so much for one batch, in milliseconds, all its waits together. */
export const MAX_HELD_MS = 300_000;

const logger = new Logger('Traces');

/** What became of spans. */
export interface SpanCounts {
  /** The collector took them. */
  readonly exported: number;
  /** The collector was away, or refused them. */
  readonly failed: number;
  /** There was no room for more. */
  readonly dropped: number;
}

/** Spans that go to a collector together. */
export interface SpanBatch {
  readonly bytes: Uint8Array;
  readonly spans: number;
}

/** What became of a batch. */
export interface BatchOutcome {
  /** Of how many spans the collector took none: of all where it is away. */
  readonly failed: number;
  /** It would take them after so many milliseconds, a second at least; `null` = it does not say so. */
  readonly retryAfterMs: number | null;
}

/** Sends a batch. Never rejects. */
export type SendBatch = (batch: SpanBatch) => Promise<BatchOutcome>;

/** When spans go out, and how many wait. */
export interface SpanQueueLimits {
  /** Spans wait so long for others, in milliseconds. */
  readonly delayMs: number;
  /** So many wait at most, those on their way included; `Infinity` = the bound in bytes alone holds. */
  readonly maxSpans: number;
  /** So many go out together, and wait no longer; `Infinity` = the bound in bytes alone holds. */
  readonly batchSpans: number;
}

/** Spans on their way to a collector, one batch at a time: bounded in bytes, and nobody waits for it. */
export class SpanQueue {
  private readonly batches: SpanBatch[] = [];
  private waitingBytes = 0;
  private waitingSpans = 0;
  private exported = 0;
  private failed = 0;
  private dropped = 0;
  private isAway = false;
  private due: NodeJS.Timeout | undefined;
  private sending: Promise<void> | null = null;

  constructor(
    private readonly encoder: SpanEncoder,
    private readonly send: SendBatch,
    private readonly limits: SpanQueueLimits,
  ) {}

  get counts(): SpanCounts {
    const { exported, failed, dropped } = this;
    return { exported, failed, dropped };
  }

  add(span: EndedSpan): void {
    const { encoder } = this;
    const { batchSpans, delayMs, maxSpans } = this.limits;
    const isFull = this.waitingSpans + encoder.spans >= maxSpans;
    if (isFull || this.waitingBytes + encoder.bytes >= MAX_WAITING_BYTES) {
      this.dropped += 1;
      return;
    }
    encoder.add(span);
    if (encoder.spans >= batchSpans || encoder.bytes >= BATCH_BYTES) this.sendNow();
    else this.due ??= setTimeout(() => this.sendNow(), delayMs).unref();
  }

  /** Resolves when all spans until now have gone, or have failed to. */
  async flush(): Promise<void> {
    this.sendNow();
    await this.sending;
  }

  private sendNow(): void {
    clearTimeout(this.due);
    this.due = undefined;
    const { spans } = this.encoder;
    if (spans > 0) {
      const bytes = this.encoder.take();
      this.waitingBytes += bytes.length;
      this.waitingSpans += spans;
      this.batches.push({ bytes, spans });
    }
    this.sending ??= this.sendAll();
  }

  private async sendAll(): Promise<void> {
    for (let batch = this.batches.shift(); batch !== undefined; batch = this.batches.shift()) {
      const failed = await this.sendOne(batch);
      this.waitingBytes -= batch.bytes.length;
      this.waitingSpans -= batch.spans;
      this.exported += batch.spans - failed;
      this.failed += failed;
      this.tell(failed < batch.spans);
    }
    this.sending = null;
  }

  /**
   * Again after the time that the collector asks for, unless that comes to more than it gets.
   * @returns how many spans it did not take.
   */
  private async sendOne(batch: SpanBatch): Promise<number> {
    for (let heldMs = 0; ;) {
      const { failed, retryAfterMs } = await this.send(batch);
      if (failed === 0 || retryAfterMs === null) return failed;
      heldMs += retryAfterMs;
      if (heldMs > MAX_HELD_MS) return failed;
      await new Promise((resolve) => void setTimeout(resolve, retryAfterMs).unref());
    }
  }

  private tell(isTaken: boolean): void {
    if (isTaken === !this.isAway) return;
    this.isAway = !isTaken;
    if (isTaken) logger.log('The collector of spans takes them again.');
    else logger.warn('The collector of spans takes no spans; they are counted, and lost.');
  }
}
