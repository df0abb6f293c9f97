import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
// the code that the protobuf definitions of OTLP give: what collectors decode with
import * as generated from 'otlp-decoder/build/src/generated/root.js';

/** A span as it came, in plain words. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** '' = none. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: 'server' | 'client' | 'other';
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly hasFailed: boolean;
}

interface Value {
  readonly stringValue?: string | null;
  readonly boolValue?: boolean | null;
  readonly intValue?: unknown;
  readonly doubleValue?: number | null;
  readonly arrayValue?: { readonly values: Value[] } | null;
}
interface Pair {
  readonly key: string;
  readonly value: Value;
}
interface Span {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly parentSpanId: Uint8Array;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: unknown;
  readonly endTimeUnixNano: unknown;
  readonly attributes: Pair[];
  readonly status?: { readonly code: number } | null;
}
interface Request {
  readonly resourceSpans: {
    readonly resource: { readonly attributes: Pair[] };
    readonly scopeSpans: { readonly spans: Span[] }[];
  }[];
}
const { ExportTraceServiceRequest } = (
  generated as unknown as {
    opentelemetry: {
      proto: {
        collector: { trace: { v1: { ExportTraceServiceRequest: { decode(bytes: Uint8Array): Request } } } };
      };
    };
  }
).opentelemetry.proto.collector.trace.v1;

/** A collector of OTLP over HTTP, which may be told to refuse. */
export class TraceCollector {
  readonly spans: CollectedSpan[] = [];
  readonly headers: IncomingHttpHeaders[] = [];
  resource: Readonly<Record<string, unknown>> = {};
  status = 200;
  answerHeaders: Readonly<Record<string, string>> = {};
  private readonly server = createServer((request, response) => {
    void this.answer(request, response);
  });

  static async start(): Promise<TraceCollector> {
    const collector = new TraceCollector();
    await new Promise<void>((resolve) => collector.server.listen(0, '127.0.0.1', resolve));
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    this.headers.push(request.headers);
    if (this.status === 200 && request.url === '/v1/traces')
      this.take(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
    const headers = { 'content-type': 'application/x-protobuf', ...this.answerHeaders };
    response.writeHead(this.status, headers).end();
  }

  private take(bytes: Uint8Array): void {
    for (const { resource, scopeSpans } of ExportTraceServiceRequest.decode(bytes).resourceSpans) {
      this.resource = toRecord(resource.attributes);
      this.spans.push(...scopeSpans.flatMap(({ spans }) => spans.map(toSpan)));
    }
  }
}

function toSpan(span: Span): CollectedSpan {
  return {
    traceId: toHex(span.traceId),
    spanId: toHex(span.spanId),
    parentSpanId: toHex(span.parentSpanId),
    name: span.name,
    kind: span.kind === 2 ? 'server' : span.kind === 3 ? 'client' : 'other',
    startMs: Number(String(span.startTimeUnixNano)) / 1e6,
    endMs: Number(String(span.endTimeUnixNano)) / 1e6,
    attributes: toRecord(span.attributes),
    hasFailed: span.status?.code === 2,
  };
}

function toRecord(pairs: readonly Pair[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, toValue(value)]));
}

function toValue({ stringValue, boolValue, intValue, doubleValue, arrayValue }: Value): unknown {
  if (arrayValue) return arrayValue.values.map(toValue);
  return stringValue ?? boolValue ?? doubleValue ?? Number(String(intValue));
}

function toHex(bytes: Uint8Array | null): string {
  return Buffer.from(bytes ?? []).toString('hex');
}
