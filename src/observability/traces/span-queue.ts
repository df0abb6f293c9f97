import { Logger } from '@nestjs/common';
import type { EndedSpan } from './ended-span.js';
import type { SpanEncoder } from './otlp/span-encoder.js';

/** Spans wait so long for others, in milliseconds. */
const BATCH_MS = 2_000;
/** Spans of so many bytes wait no longer: collectors take some megabytes at once. */
export const BATCH_BYTES = 524_288;
/** Spans of so many bytes wait for their export at most, those on their way included; further ones are dropped. */
export const MAX_WAITING_BYTES = 33_554_432;

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

/**
 * Sends a batch.
 * @returns of how many spans the collector took none: of all where it is away. Never rejects.
 */
export type SendBatch = (batch: SpanBatch) => Promise<number>;

/** Spans on their way to a collector, one batch at a time: bounded in bytes, and nobody waits for it. */
export class SpanQueue {
  private readonly batches: SpanBatch[] = [];
  private waitingBytes = 0;
  private exported = 0;
  private failed = 0;
  private dropped = 0;
  private isAway = false;
  private due: NodeJS.Timeout | undefined;
  private sending: Promise<void> | null = null;

  constructor(
    private readonly encoder: SpanEncoder,
    private readonly send: SendBatch,
  ) {}

  get counts(): SpanCounts {
    const { exported, failed, dropped } = this;
    return { exported, failed, dropped };
  }

  add(span: EndedSpan): void {
    if (this.waitingBytes + this.encoder.bytes >= MAX_WAITING_BYTES) {
      this.dropped += 1;
      return;
    }
    this.encoder.add(span);
    if (this.encoder.bytes >= BATCH_BYTES) this.sendNow();
    else this.due ??= setTimeout(() => this.sendNow(), BATCH_MS).unref();
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
      this.batches.push({ bytes, spans });
    }
    this.sending ??= this.sendAll();
  }

  private async sendAll(): Promise<void> {
    for (let batch = this.batches.shift(); batch !== undefined; batch = this.batches.shift()) {
      const failed = await this.send(batch);
      this.waitingBytes -= batch.bytes.length;
      this.exported += batch.spans - failed;
      this.failed += failed;
      this.tell(failed < batch.spans);
    }
    this.sending = null;
  }

  private tell(isTaken: boolean): void {
    if (isTaken === !this.isAway) return;
    this.isAway = !isTaken;
    if (isTaken) logger.log('The collector of spans takes them again.');
    else logger.warn('The collector of spans takes no spans; they are counted, and lost.');
  }
}
