import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { childOf, readTraceContext, type TraceContext } from './trace-context.js';

const traceOfRequest = new WeakMap<IncomingMessage, TraceContext | null>();

/**
 * This gateway's own span in the caller's trace; the same request always gets the same one. `null` = the caller sent
 * no trace, and none is begun: the gateway does not record spans.
 */
export function requestTraceOf(request: IncomingMessage): TraceContext | null {
  const known = traceOfRequest.get(request);
  if (known !== undefined) return known;
  const parent = readTraceContext(request.headers);
  const trace = parent && childOf(parent, (bytes) => randomBytes(bytes).toString('hex'));
  traceOfRequest.set(request, trace);
  return trace;
}
