import type { IncomingMessage } from 'node:http';
import { callerOf } from '../../common/http/caller.js';
import { headerText } from '../../common/http/header-text.js';
import type { GatewayError } from '../../common/errors.js';
import { beginTrace, requestTraceOf } from '../../common/http/request-trace.js';
import type { CallReport } from '../../completions/completion-outcome.js';
import { spansOfCall, type ProviderLookup } from './call-spans.js';
import type { SpanAttributes } from './ended-span.js';
import type { Sampling } from './sampling.js';
import type { SpanCounts, SpanQueue } from './span-queue.js';

/** A request whose response is over. Times in milliseconds. */
export interface TracedRequest {
  readonly request: IncomingMessage;
  readonly requestId: string;
  /** Its pattern. */
  readonly route: string;
  readonly status: number;
  readonly isComplete: boolean;
  readonly durationMs: number;
  /** Since the Unix epoch. */
  readonly endedAtMs: number;
  readonly error: GatewayError | undefined;
}

interface TracesOptions {
  readonly queue: SpanQueue;
  readonly sampling: Sampling;
  /** Sends what waits, and ends. */
  readonly close: () => Promise<void>;
  readonly providerOf: ProviderLookup;
}

/** They come every few seconds, and say nothing of a call. */
const UNTRACED = /^\/(?:health\/|metrics$)/;
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE']);
const NO_ROUTE = 'none';
/** A route without variable parts: the path of a request is then the route itself. */
const IS_FIXED = /^[\w\-./]+$/;
const MAX_TEXT = 200;

/** Records a span for each request, one for each call of it, and one for each attempt. */
export class Traces {
  private settled: () => Promise<void> = () => Promise.resolve();

  constructor(private readonly options: TracesOptions) {}

  get counts(): SpanCounts {
    return this.options.queue.counts;
  }

  /** To be called for each request, before anybody asks for its trace. */
  begin(request: IncomingMessage): void {
    beginTrace(request, this.options.sampling);
  }

  requestEnded(ended: TracedRequest): void {
    const { request, requestId, route, status, isComplete, durationMs, endedAtMs, error } = ended;
    const trace = requestTraceOf(request);
    if (!trace?.isRecorded || UNTRACED.test(route)) return;
    const method = METHODS.has(request.method ?? '') ? request.method! : '_OTHER';
    const hasRoute = route !== NO_ROUTE;
    const { traceId, spanId, parentSpanId } = trace;
    this.options.queue.add({
      traceId,
      spanId,
      parentSpanId,
      name: hasRoute ? `${method} ${route}` : method,
      kind: 'server',
      startMs: endedAtMs - durationMs,
      endMs: endedAtMs,
      hasFailed: status >= 500,
      attributes: [
        {
          method,
          route: hasRoute ? route : null,
          status,
          scheme: 'http',
          // other paths hold what callers write
          path: hasRoute && IS_FIXED.test(route) ? route : null,
          userAgent: headerText(request.headers['user-agent'] ?? '', MAX_TEXT) || undefined,
          errorType: error?.code,
          requestId,
          caller: callerOf(request)?.name,
          isComplete,
        },
      ],
    });
  }

  /** @param content what the span of the call tells of what was said in it. */
  callEnded(report: CallReport, content?: SpanAttributes): void {
    const trace = report.origin?.trace;
    if (!trace?.isRecorded) return;
    for (const span of spansOfCall(report, trace, { providerOf: this.options.providerOf, content }))
      this.options.queue.add(span);
  }

  /** @param settled resolves when the spans of all ended calls are recorded; the last export waits for it. */
  finishFirst(settled: () => Promise<void>): void {
    this.settled = settled;
  }

  /** Sends what waits; to be called last. */
  async close(): Promise<void> {
    await this.settled();
    await this.options.close();
  }
}
