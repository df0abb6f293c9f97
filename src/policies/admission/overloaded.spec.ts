import { overloaded, type FullBound } from './overloaded.js';

const NEXT_STEP = 'Send this request again in a second; if that keeps happening, ask the operator to';

describe('overloaded', () => {
  it.each<[FullBound, string, string]>([
    ['calls', 'as many calls in flight', 'MAX_CALLS_IN_FLIGHT'],
    ['share', 'as many calls of one key in flight', 'MAX_CALLS_IN_FLIGHT'],
    ['bytes', 'as many bytes of requests and answers in flight', 'MAX_BYTES_IN_FLIGHT'],
    [
      { providerName: 'OpenAI', isItsOwn: false, isShare: false },
      'as many calls to OpenAI in flight',
      'MAX_CALLS_PER_PROVIDER',
    ],
    [
      { providerName: 'Groq', isItsOwn: true, isShare: false },
      'as many calls to Groq in flight',
      'max_calls of Groq',
    ],
    [
      { providerName: 'Groq', isItsOwn: true, isShare: true },
      'as many calls of one key to Groq in flight',
      'max_calls of Groq',
    ],
  ])('says of %j what is full, which setting decides, and what to do', (what, full, setting) => {
    expect(overloaded(what).message).toBe(
      `The gateway has ${full} as ${setting} allows. ${NEXT_STEP} raise ${setting} or to add instances.`,
    );
  });

  it('says that the machine is too busy, where raising a bound would not help', () => {
    expect(overloaded('load').message).toBe(
      `The gateway is busier than MAX_EVENT_LOOP_DELAY_MS allows. ${NEXT_STEP} add instances.`,
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
