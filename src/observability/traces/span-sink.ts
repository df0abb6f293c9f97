import { SpanKind, SpanStatusCode, TraceFlags, type Attributes, type HrTime } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';

/** A span that is over. Times in milliseconds since the Unix epoch, with fractions. */
export interface EndedSpan {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** `null` = the trace begins with it. */
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly kind: 'server' | 'client';
  readonly startMs: number;
  readonly endMs: number;
  /** What is `undefined` or `null` is left out. */
  readonly attributes: Readonly<Record<string, string | number | boolean | string[] | null | undefined>>;
  readonly hasFailed: boolean;
}

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT } as const;
const NONE: never[] = [];

/** Hands spans that are over to the SDK's processor, with the ids that providers were told of while they ran. */
export class SpanSink {
  constructor(
    private readonly processor: SpanProcessor,
    private readonly resource: Resource,
    private readonly scope: ReadableSpan['instrumentationScope'],
  ) {}

  add({ traceId, spanId, parentSpanId, name, kind, startMs, endMs, attributes, hasFailed }: EndedSpan): void {
    const context = { traceId, spanId, traceFlags: TraceFlags.SAMPLED };
    this.processor.onEnd({
      name,
      kind: KINDS[kind],
      spanContext: () => context,
      ...(parentSpanId !== null && {
        parentSpanContext: { traceId, spanId: parentSpanId, traceFlags: TraceFlags.SAMPLED },
      }),
      startTime: toHrTime(startMs),
      endTime: toHrTime(Math.max(startMs, endMs)),
      duration: toHrTime(Math.max(0, endMs - startMs)),
      status: { code: hasFailed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
      attributes: filled(attributes),
      links: NONE,
      events: NONE,
      ended: true,
      resource: this.resource,
      instrumentationScope: this.scope,
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    });
  }
}

function filled(attributes: EndedSpan['attributes']): Attributes {
  const known: Attributes = {};
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== undefined && value !== null) known[name] = value;
  }
  return known;
}

/** Seconds and nanoseconds. */
function toHrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)];
}
