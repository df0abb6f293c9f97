import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions as HttpsAgentOptions } from 'node:https';
import { createOtlpHttpExportDelegate } from '@opentelemetry/otlp-exporter-base/node-http';
import { ProtobufTraceSerializer, type ISerializer } from '@opentelemetry/otlp-transformer';
import type { SpanBatch } from '../span-queue.js';

/** A collector, and the way to it. */
export interface OtlpTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly compression: 'gzip' | 'none';
  /** So long a batch may take, further tries included, in milliseconds. */
  readonly timeoutMs: number;
  /** Proxies, and what TLS needs, as Node's agents take them. */
  readonly connection: Pick<HttpsAgentOptions, 'ca' | 'cert' | 'key' | 'proxyEnv'>;
}

/** Sends batches to a collector, one at a time, by OpenTelemetry's own exporter: its tries, its waits, its bounds. */
export class OtlpSender {
  private readonly agent: HttpAgent;
  private readonly delegate: ReturnType<typeof createOtlpHttpExportDelegate<SpanBatch, void>>;
  /** Of the batch that is on its way, by the collector's answer. */
  private rejected = 0;

  constructor(private readonly target: OtlpTarget) {
    const { url, headers, compression, timeoutMs: timeout } = target;
    const ofScheme = /^https:/i.test(url) ? HttpsAgent : HttpAgent;
    this.agent = new ofScheme({ ...target.connection, keepAlive: true, timeout });
    this.delegate = createOtlpHttpExportDelegate(
      {
        url,
        headers: () => Promise.resolve({ ...headers, 'Content-Type': 'application/x-protobuf' }),
        timeoutMillis: timeout,
        compression,
        concurrencyLimit: 2,
        agentFactory: () => this.agent,
      },
      this.serializer(),
      'otlp_http_span_exporter',
      { name: 'span', countItems: ({ spans }) => spans },
      undefined,
    );
  }

  /** @returns of how many spans the collector took none. */
  send(batch: SpanBatch): Promise<number> {
    return new Promise((resolve) => {
      // the exporter bounds silence only: an answer that trickles would hold it for ever
      const deadline = setTimeout(() => {
        this.drop();
        resolve(batch.spans);
      }, this.target.timeoutMs).unref();
      this.rejected = 0;
      this.delegate.export(batch, ({ error }) => {
        clearTimeout(deadline);
        resolve(error === undefined ? Math.min(this.rejected, batch.spans) : batch.spans);
      });
    });
  }

  /** Ends what is on its way, and idle connections. */
  drop(): void {
    this.agent.destroy();
  }

  private serializer(): ISerializer<SpanBatch, void> {
    return {
      serializeRequest: ({ bytes }) => bytes,
      deserializeResponse: (bytes) => {
        const { partialSuccess } = ProtobufTraceSerializer.deserializeResponse(bytes);
        this.rejected = partialSuccess?.rejectedSpans ?? 0;
      },
    };
  }
}
