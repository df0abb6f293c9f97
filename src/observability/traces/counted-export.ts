import { Logger } from '@nestjs/common';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import { CONTENT_NAMES } from './span-names.js';

/** So many spans wait for their export at most, those on their way included; what goes beyond is dropped. */
export const MAX_WAITING_SPANS = 2_048;
/** Most characters of prompts and answers in spans that wait for export; spans beyond that are dropped. */
export const MAX_WAITING_CHARACTERS = 33_554_432;

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

/** Counts what goes to a collector and what does not, and says once when it is away. */
export class CountedExport implements SpanExporter {
  private waiting = 0;
  private waitingCharacters = 0;
  private exported = 0;
  private failed = 0;
  private dropped = 0;
  private isAway = false;

  constructor(private readonly exporter: SpanExporter) {}

  get counts(): SpanCounts {
    const { exported, failed, dropped } = this;
    return { exported, failed, dropped };
  }

  /** @returns whether there is room for one more, which is counted as waiting then. */
  tryTake(span: Pick<ReadableSpan, 'attributes'>): boolean {
    const characters = contentCharacters(span);
    const all = this.waitingCharacters + characters;
    const hasRoom = this.waiting < MAX_WAITING_SPANS && (characters === 0 || all <= MAX_WAITING_CHARACTERS);
    if (!hasRoom) {
      this.dropped += 1;
      return false;
    }
    this.waiting += 1;
    this.waitingCharacters = all;
    return true;
  }

  export(spans: ReadableSpan[], done: Parameters<SpanExporter['export']>[1]): void {
    this.exporter.export(spans, (result) => {
      this.waiting -= spans.length;
      for (const span of spans) this.waitingCharacters -= contentCharacters(span);
      this.told(result.error === undefined, spans.length);
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  /** Never what the collector says: that may be anything. */
  private told(isTaken: boolean, spans: number): void {
    if (isTaken) this.exported += spans;
    else this.failed += spans;
    if (isTaken === !this.isAway) return;
    this.isAway = !isTaken;
    if (isTaken) logger.log('The collector of OTEL_EXPORTER_OTLP_ENDPOINT takes spans again.');
    else
      logger.warn('The collector of OTEL_EXPORTER_OTLP_ENDPOINT takes no spans; they are counted, and lost.');
  }
}

/** Hands on what there is room for. */
export class BoundedProcessor implements SpanProcessor {
  constructor(
    private readonly processor: SpanProcessor,
    private readonly counted: CountedExport,
  ) {}

  onStart(): void {
    // Spans come here when they are over.
  }

  onEnd(span: ReadableSpan): void {
    if (this.counted.tryTake(span)) this.processor.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.processor.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.processor.shutdown();
  }
}

function contentCharacters({ attributes }: Pick<ReadableSpan, 'attributes'>): number {
  return CONTENT_NAMES.reduce((sum, name) => sum + lengthOf(attributes[name]), 0);
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' ? value.length : 0;
}
