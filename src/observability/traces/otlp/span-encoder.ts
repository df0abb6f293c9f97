import type { EndedSpan, SpanAttributes } from '../ended-span.js';
import { DOUBLES, SPAN_NAMES, type SpanName } from '../span-names.js';
import { AttributeWriter } from './attribute-writer.js';
import { ProtobufWriter } from './protobuf-writer.js';

// opentelemetry/proto/trace/v1/trace.proto (1.9.0, read 2026-11-29), Span
const TRACE_ID = 0x0a;
const SPAN_ID = 0x12;
const PARENT_SPAN_ID = 0x22;
const NAME = 0x2a;
const SERVER_KIND = Uint8Array.of(0x30, 2);
const CLIENT_KIND = Uint8Array.of(0x30, 3);
const START = 0x39;
const END = 0x41;
const ATTRIBUTE = 0x4a;
const FAILED = Uint8Array.of(0x7a, 2, 0x18, 2);
/** Sampled, and the parent is of this process, or of another. */
const FLAGS = Uint8Array.of(0x85, 0x01, 1, 1, 0, 0);
const FLAGS_OF_REMOTE_PARENT = Uint8Array.of(0x85, 0x01, 1, 3, 0, 0);

// TracesData { resource_spans = 1 }, ResourceSpans { resource = 1; scope_spans = 2 }, Resource { attributes = 1 },
// ScopeSpans { scope = 1; spans = 2 }, InstrumentationScope { name = 1; version = 2 }
const RESOURCE_SPANS = 0x0a;
const RESOURCE = 0x0a;
const RESOURCE_ATTRIBUTE = 0x0a;
const SCOPE_SPANS = 0x12;
const SCOPE = 0x0a;
const SCOPE_NAME = 0x0a;
const SCOPE_VERSION = 0x12;
const SPAN = 0x12;

/** Who makes the spans. */
export interface SpanSource {
  /** What they say of this process. */
  readonly resource: Readonly<Record<string, string>>;
  readonly scope: { readonly name: string; readonly version: string };
}

/**
 * Spans in the bytes of OTLP, as they end: a call's spans are 1.5 kB then, and no objects that live until the next
 * export.
 */
export class SpanEncoder {
  /** How many are written. */
  spans = 0;
  private readonly writer = new ProtobufWriter();
  private readonly attributes = attributeWriters();
  private readonly resource: Uint8Array;
  private readonly scope: Uint8Array;

  constructor({ resource, scope }: SpanSource) {
    this.resource = resourceOf(resource);
    this.scope = scopeOf(scope);
  }

  /** Of the spans that are written. */
  get bytes(): number {
    return this.writer.length;
  }

  add({ traceId, spanId, parentSpanId, name, kind, startMs, endMs, attributes, hasFailed }: EndedSpan): void {
    const { writer } = this;
    this.spans += 1;
    writer.byte(SPAN);
    const begun = writer.begin();
    writer.byte(TRACE_ID);
    writer.hex(traceId);
    writer.byte(SPAN_ID);
    writer.hex(spanId);
    if (parentSpanId !== null) {
      writer.byte(PARENT_SPAN_ID);
      writer.hex(parentSpanId);
    }
    writer.byte(NAME);
    writer.text(name);
    writer.raw(kind === 'server' ? SERVER_KIND : CLIENT_KIND);
    writer.byte(START);
    writer.nanoseconds(startMs);
    writer.byte(END);
    writer.nanoseconds(Math.max(startMs, endMs));
    for (const some of attributes) this.addAttributes(some);
    if (hasFailed) writer.raw(FAILED);
    writer.raw(kind === 'server' && parentSpanId !== null ? FLAGS_OF_REMOTE_PARENT : FLAGS);
    writer.end(begun);
  }

  /** The request with all spans that were written, after which none are. */
  take(): Uint8Array {
    const { resource, scope } = this;
    const spans = this.writer.take();
    this.spans = 0;
    const ofScope = sized(SCOPE_SPANS, scope.length + spans.length);
    const inResource = resource.length + ofScope.length + scope.length + spans.length;
    return Buffer.concat([sized(RESOURCE_SPANS, inResource), resource, ofScope, scope, spans]);
  }

  private addAttributes(attributes: SpanAttributes): void {
    for (const name in attributes) {
      const value = attributes[name as SpanName];
      if (value !== undefined && value !== null)
        this.attributes[name as SpanName].write(this.writer, ATTRIBUTE, value);
    }
  }
}

function resourceOf(resource: SpanSource['resource']): Uint8Array {
  const writer = new ProtobufWriter();
  writer.byte(RESOURCE);
  const begun = writer.begin();
  for (const [name, value] of Object.entries(resource))
    new AttributeWriter(name, false).write(writer, RESOURCE_ATTRIBUTE, value);
  writer.end(begun);
  return writer.take();
}

function scopeOf({ name, version }: SpanSource['scope']): Uint8Array {
  const writer = new ProtobufWriter();
  writer.byte(SCOPE);
  const begun = writer.begin();
  writer.byte(SCOPE_NAME);
  writer.text(name);
  writer.byte(SCOPE_VERSION);
  writer.text(version);
  writer.end(begun);
  return writer.take();
}

/** What stands before a message of so many bytes. */
function sized(tag: number, bytes: number): Uint8Array {
  const writer = new ProtobufWriter();
  writer.byte(tag);
  writer.varint(bytes);
  return writer.take();
}

function attributeWriters(): Readonly<Record<SpanName, AttributeWriter>> {
  const names = Object.keys(SPAN_NAMES) as SpanName[];
  return Object.fromEntries(
    names.map((name) => [name, new AttributeWriter(SPAN_NAMES[name], DOUBLES.has(name))]),
  ) as Record<SpanName, AttributeWriter>;
}
