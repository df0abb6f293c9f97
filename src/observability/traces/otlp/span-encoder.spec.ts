import * as fc from 'fast-check';
// the code that the protobuf definitions of OTLP give: what collectors decode with
import * as generated from 'otlp-decoder/build/src/generated/root.js';
import type { EndedSpan, SpanAttributes } from '../ended-span.js';
import { DOUBLES, SPAN_NAMES, type SpanName } from '../span-names.js';
import { SpanEncoder } from './span-encoder.js';

interface Decoded {
  readonly resourceSpans: {
    readonly resource: object;
    readonly scopeSpans: { readonly scope: object; readonly spans: object[] }[];
  }[];
}
const { ExportTraceServiceRequest } = (
  generated as unknown as {
    opentelemetry: {
      proto: {
        collector: {
          trace: {
            v1: {
              ExportTraceServiceRequest: {
                decode(bytes: Uint8Array): Decoded;
                toObject(request: Decoded, options: object): Decoded;
              };
            };
          };
        };
      };
    };
  }
).opentelemetry.proto.collector.trace.v1;

const SOURCE = { resource: { 'service.name': 'gate ü' }, scope: { name: 'tollgate', version: '1.2.3' } };

function decoded(bytes: Uint8Array): Decoded {
  const request = ExportTraceServiceRequest.decode(bytes);
  return ExportTraceServiceRequest.toObject(request, { longs: String, bytes: String, arrays: true });
}

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
/** As the protobuf definitions have it. */
const asValue = (value: unknown, isDouble: boolean): object => {
  if (typeof value === 'string') return { stringValue: value.toWellFormed() };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map((item) => asValue(item, false)) } };
  return Number.isInteger(value) && !isDouble && Math.abs(value as number) < 2 ** 63
    ? { intValue: BigInt(value as number).toString() }
    : { doubleValue: value };
};
const asNanoseconds = (ms: number) => {
  const whole = Math.floor(ms);
  return (BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6))).toString();
};
const asSpan = (span: EndedSpan) => ({
  traceId: base64(span.traceId),
  spanId: base64(span.spanId),
  ...(span.parentSpanId !== null && { parentSpanId: base64(span.parentSpanId) }),
  name: span.name.toWellFormed(),
  kind: span.kind === 'server' ? 2 : 3,
  startTimeUnixNano: asNanoseconds(span.startMs),
  endTimeUnixNano: asNanoseconds(Math.max(span.startMs, span.endMs)),
  attributes: span.attributes
    .flatMap((some) => Object.entries(some))
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => ({
      key: SPAN_NAMES[name as SpanName],
      value: asValue(value, DOUBLES.has(name as SpanName)),
    })),
  events: [],
  links: [],
  ...(span.hasFailed && { status: { code: 2 } }),
  flags: span.kind === 'server' && span.parentSpanId !== null ? 0x301 : 0x101,
});

const hex = (digits: number) =>
  fc
    .uint8Array({ minLength: digits / 2, maxLength: digits / 2 })
    .map((bytes) => Buffer.from(bytes).toString('hex'));
const text = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom('x'.repeat(20_000), 'ü'.repeat(9_000), '\ud800'),
);
const value = fc.oneof(
  text,
  fc.constantFrom('chat', 'stop', 0, 1, 200, 2 ** 40, -5, 0.5, true),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number || 0),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
);
const LISTS: readonly SpanName[] = ['finishReasons', 'stopSequences', 'encodingFormats', 'contentCut'];
const names = (Object.keys(SPAN_NAMES) as SpanName[]).filter((name) => !LISTS.includes(name));
const attributes = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...names), value, { noNullPrototype: true }),
    fc.dictionary(fc.constantFrom(...LISTS), fc.array(text, { maxLength: 3 }), { noNullPrototype: true }),
  )
  .map((some): SpanAttributes[] => some);
const times = fc.double({ min: 0, max: 4e12, noNaN: true });
const span: fc.Arbitrary<EndedSpan> = fc.record({
  traceId: hex(32),
  spanId: hex(16),
  parentSpanId: fc.option(hex(16)),
  name: text,
  kind: fc.constantFrom('server' as const, 'client' as const),
  startMs: times,
  endMs: times,
  attributes,
  hasFailed: fc.boolean(),
});

describe('SpanEncoder', () => {
  it('writes any spans so that a collector reads them as they were, batch after batch', () => {
    const encoder = new SpanEncoder(SOURCE);
    fc.assert(
      fc.property(fc.array(span, { maxLength: 6 }), (spans) => {
        // what comes again is copied
        const all = spans.flatMap((one) => [one, one, one]);
        for (const one of all) encoder.add(one);
        expect(encoder.spans).toBe(all.length);
        const { resource, scopeSpans } = decoded(encoder.take()).resourceSpans[0]!;
        expect(resource).toMatchObject({
          attributes: [{ key: 'service.name', value: { stringValue: 'gate ü' } }],
        });
        expect(scopeSpans).toMatchObject([{ scope: SOURCE.scope }]);
        expect(scopeSpans[0]!.spans).toEqual(all.map(asSpan));
        expect([encoder.spans, encoder.bytes]).toEqual([0, 0]);
      }),
      { numRuns: 60 },
    );
  });

  it('writes times to the nanosecond', () => {
    const encoder = new SpanEncoder(SOURCE);
    const startMs = 1_795_976_555_123.25;
    encoder.add({
      traceId: '0'.repeat(32),
      spanId: '1'.repeat(16),
      parentSpanId: null,
      name: 'n',
      kind: 'client',
      startMs,
      endMs: startMs - 1,
      attributes: [],
      hasFailed: false,
    });
    expect(decoded(encoder.take()).resourceSpans[0]!.scopeSpans[0]!.spans[0]).toMatchObject({
      startTimeUnixNano: '1795976555123250000',
      endTimeUnixNano: '1795976555123250000',
    });
  });
});
