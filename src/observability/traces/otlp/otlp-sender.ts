import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions as HttpsAgentOptions } from 'node:https';
import { createOtlpHttpExportDelegate } from '@opentelemetry/otlp-exporter-base/node-http';
import { ProtobufTraceSerializer, type ISerializer } from '@opentelemetry/otlp-transformer';
import { retryAfterMs } from '../../../common/retry-after.js';
import type { BatchOutcome, SpanBatch } from '../span-queue.js';

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

/** Where Node tells of each answer; the exporter keeps its headers to itself. */
const ANSWERS = 'http.client.response.finish';
/** A collector that answers so has too much to do, and may say for how long. */
const BUSY: ReadonlySet<number | undefined> = new Set([429, 503]);
/** Who asks for less time, or for none that can be read, is asked again as one who says nothing is. */
const LEAST_WAIT_MS = 1_000;

/** Sends batches to a collector, one at a time, by OpenTelemetry's own exporter: its tries, its waits, its bounds. */
export class OtlpSender {
  private readonly agent: HttpAgent;
  private readonly delegate: ReturnType<typeof createOtlpHttpExportDelegate<SpanBatch, void>>;
  /** Of the batch that is on its way, by the collector's answer. */
  private rejected = 0;
  /** What the last answer to it asked for, in milliseconds; `null` = nothing. */
  private askedWaitMs: number | null = null;

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

  async send(batch: SpanBatch): Promise<BatchOutcome> {
    [this.rejected, this.askedWaitMs] = [0, null];
    subscribe(ANSWERS, this.answered);
    const isTaken = await this.export(batch).finally(() => unsubscribe(ANSWERS, this.answered));
    if (isTaken) return { failed: Math.min(this.rejected, batch.spans), retryAfterMs: null };
    return { failed: batch.spans, retryAfterMs: this.askedWaitMs };
  }

  /** Ends what is on its way, and idle connections. */
  drop(): void {
    this.agent.destroy();
  }

  /** @returns whether the collector took it. */
  private export(batch: SpanBatch): Promise<boolean> {
    return new Promise((resolve) => {
      // the exporter bounds silence only: an answer that trickles would hold it for ever
      const deadline = setTimeout(() => {
        this.drop();
        resolve(false);
      }, this.target.timeoutMs).unref();
      this.delegate.export(batch, ({ error }) => {
        clearTimeout(deadline);
        resolve(error === undefined);
      });
    });
  }

  private readonly answered = (message: unknown): void => {
    const { request, response } = message as { request: { agent?: unknown }; response: IncomingMessage };
    if (request.agent !== this.agent) return;
    const { 'retry-after': wait } = response.headers;
    const waitMs = wait === undefined ? null : retryAfterMs(new Headers({ 'retry-after': wait }), Date.now());
    const isLong = waitMs !== null && waitMs >= LEAST_WAIT_MS;
    this.askedWaitMs = isLong && BUSY.has(response.statusCode) ? waitMs : null;
    // the exporter would spend all its tries within milliseconds
    if (!isLong) delete response.headers['retry-after'];
  };

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
