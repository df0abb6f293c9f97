import { IncomingMessage, type IncomingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import { requestTraceOf } from './request-trace.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const CALLER_SPAN = 'b7ad6b7169203331';

function requestWith(headers: IncomingHttpHeaders): IncomingMessage {
  return Object.assign(new IncomingMessage(new Socket()), { headers });
}

describe('requestTraceOf', () => {
  it('is a span of this gateway in the trace of the caller', () => {
    const trace = requestTraceOf(
      requestWith({ traceparent: `00-${TRACE_ID}-${CALLER_SPAN}-01`, tracestate: 'acme=1' }),
    );
    expect(trace).toEqual({
      traceId: TRACE_ID,
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown,
      isSampled: true,
      traceState: 'acme=1',
      parentSpanId: CALLER_SPAN,
      isRecorded: false,
    });
    expect(trace?.spanId).not.toBe(CALLER_SPAN);
  });

  it('is the same whenever it is asked for', () => {
    const request = requestWith({ traceparent: `00-${TRACE_ID}-${CALLER_SPAN}-00` });
    expect(requestTraceOf(request)).toBe(requestTraceOf(request));
  });

  it.each<IncomingHttpHeaders>([{}, { traceparent: 'nonsense' }])('is none for %j', (headers) => {
    const request = requestWith(headers);
    expect([requestTraceOf(request), requestTraceOf(request)]).toEqual([null, null]);
  });
});
