import { overloaded, type FullBound } from './overloaded.js';

const NEXT_STEP = 'Send this request again in a second; if that keeps happening, ask the operator to raise';

describe('overloaded', () => {
  it.each<[FullBound, string, string]>([
    ['calls', 'as many calls in flight', 'MAX_CALLS_IN_FLIGHT'],
    ['bytes', 'as many bytes of requests in flight', 'MAX_BYTES_IN_FLIGHT'],
    [{ providerName: 'OpenAI' }, 'as many calls to OpenAI in flight', 'MAX_CALLS_PER_PROVIDER'],
  ])('says of %j what is full, which setting decides, and what to do', (what, full, setting) => {
    expect(overloaded(what).message).toBe(
      `The gateway has ${full} as ${setting} allows. ${NEXT_STEP} ${setting} or to add instances.`,
    );
  });

  it('is a 503 that is worth another try after a second', () => {
    const { code, httpStatus, isRetryable, retryAfterMs } = overloaded('calls');
    expect({ code, httpStatus, isRetryable, retryAfterMs }).toEqual({
      code: 'gateway.overloaded',
      httpStatus: 503,
      isRetryable: true,
      retryAfterMs: 1_000,
    });
  });
});
