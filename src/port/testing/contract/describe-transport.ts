import { GatewayError, type ErrorCode } from '../../../common/errors.js';
import type { ResponseFetch } from '../../../common/http/testing/response-fetch.js';
import { failingCalls } from './failed-call.js';
import { adapterOver, attemptFor, jsonResponse, KEY, requestFor, type ContractEntry } from './replay.js';

/** Failures that no provider reports: those of the way to it. */
export function describeTransport(entry: ContractEntry): void {
  describe.each<[string, ResponseFetch, ErrorCode]>([
    ['a refused connection', failing('ECONNREFUSED'), 'provider.unreachable'],
    ['a reset', failing('ECONNRESET'), 'provider.unavailable'],
    ['no first byte in time', failing('UND_ERR_HEADERS_TIMEOUT'), 'provider.timed_out'],
    ['an answer that falls silent', breaking('UND_ERR_BODY_TIMEOUT'), 'provider.timed_out'],
    ['an answer that breaks off', breaking('UND_ERR_SOCKET'), 'provider.invalid_response'],
  ])('tells %s as what it is', (_, fetch, code) => {
    it.each(failingCalls(entry, fetch))('%s', async (_how, call) => {
      expect(await call()).toEqual({ code, retryAfterMs: null, text: '' });
    });
  });

  it('ends a whole answer that the gateway has no room for with the reason of its own', async () => {
    const full = new GatewayError('gateway.overloaded', 'There is no room.');
    const meterAnswer = () => {
      throw full;
    };
    const provider = adapterOver(entry, async () => jsonResponse('{"id":"1"}'));
    const answer = provider.complete(requestFor(entry), { ...attemptFor(entry), meterAnswer });
    await expect(answer).rejects.toBe(full);
  });
}

function failing(code: string): ResponseFetch {
  return () => Promise.reject(new TypeError('fetch failed', { cause: causeOf(code) }));
}

function breaking(code: string): ResponseFetch {
  return async () => {
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => controller.error(causeOf(code)),
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
}

/** Its words must not be passed on. */
function causeOf(code: string): Error {
  return Object.assign(new Error(KEY), { code });
}
