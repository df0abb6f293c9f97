import type { IncomingMessage } from 'node:http';
import { randomHex } from './random-hex.js';
import { childOf, readTraceContext, type TraceContext } from './trace-context.js';

/** This gateway's own span for a request. */
export interface RequestTrace extends TraceContext {
  /** 16 hexadecimal digits: the caller's span; `null` = the trace begins here. */
  readonly parentSpanId: string | null;
  /** Its spans are written, and so those of its attempts. */
  readonly isRecorded: boolean;
}

const traceOfRequest = new WeakMap<IncomingMessage, RequestTrace | null>();

/**
 * This gateway's own span in the caller's trace, or in one that was begun here; the same request always gets the same
 * one. `null` = the caller sent no trace, and none was begun.
 */
export function requestTraceOf(request: IncomingMessage): RequestTrace | null {
  const known = traceOfRequest.get(request);
  if (known !== undefined) return known;
  // most callers send none: nothing has to be remembered for them
  if (request.headers.traceparent === undefined) return null;
  const parent = readTraceContext(request.headers);
  const trace = parent && {
    ...childOf(parent, randomHex),
    parentSpanId: parent.spanId,
    isRecorded: false,
  };
  traceOfRequest.set(request, trace);
  return trace;
}

/**
 * The same where spans are recorded; to be called once, before anybody asks for it.
 * @param decide whether spans of this trace are written; `callers` = what the caller decided, `null` = nothing.
 */
export function beginTrace(
  request: IncomingMessage,
  decide: (traceId: string, callers: boolean | null) => boolean,
): RequestTrace {
  const parent = readTraceContext(request.headers);
  const own = childOf(parent, randomHex);
  const isSampled = decide(own.traceId, parent?.isSampled ?? null);
  const trace = { ...own, isSampled, parentSpanId: parent?.spanId ?? null, isRecorded: isSampled };
  traceOfRequest.set(request, trace);
  return trace;
}
