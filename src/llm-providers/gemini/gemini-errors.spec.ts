import type { GatewayError } from '../../common/errors.js';
import type { CompletionRequest } from '../../port/canonical.js';
import { API_KEY, eventStream, KEY, fixtureAnswer, FIXTURES, replay } from './testing/replay.js';

const PROMPT = 'A prompt that is for the model alone.';
const REQUEST: CompletionRequest = {
  model: 'gemini-9',
  messages: [{ role: 'user', content: PROMPT }],
};
const attempt = { signal: new AbortController().signal, requestId: 'r-1', apiKey: API_KEY };

const whole = (answer: () => Response) => replay(answer).provider.complete(REQUEST, attempt);
const streamed = async (answer: () => Response) => {
  for await (const part of replay(answer).provider.stream(REQUEST, attempt)) expect(part).toBeDefined();
};
const failureOf = (call: Promise<unknown>): Promise<GatewayError> =>
  call.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: GatewayError) => error,
  );
const reportOf = (what: string) => () => {
  const { body, status } = FIXTURES.failures.find((failure) => failure.what === what) ?? {};
  return Response.json(body, { status: status ?? 200 });
};

describe('What Gemini reports', () => {
  it.each(FIXTURES.failures.map((failure) => [failure.what, failure.code, failure] as const))(
    'is, for %s, %s where HTTP said 200 as well',
    async (_, code, { body, retryAfterMs }) => {
      const expected = { code, retryAfterMs };
      const answer = () => Response.json(body);
      expect(await failureOf(whole(answer))).toMatchObject(expected);
      expect(await failureOf(streamed(answer))).toMatchObject(expected);
      const [first] = fixtureAnswer('plain').chunks;
      expect(await failureOf(streamed(() => eventStream(first, body)))).toMatchObject(expected);
    },
  );

  it('is passed on in its own words only where they are about the request', async () => {
    expect((await failureOf(whole(reportOf('a bad argument')))).message).toBe(
      'Gemini API error: Penalty is not enabled for this model.',
    );
    expect((await failureOf(whole(reportOf('a wrong key')))).message).toContain('GEMINI_API_KEY');
    expect(await failureOf(whole(reportOf('a model that is not there')))).toMatchObject({ param: 'model' });
  });

  it('never shows the key or the prompt', async () => {
    const told = `Bad: ${KEY} ${PROMPT}`;
    const body = { error: { code: 400, message: told, status: 'INVALID_ARGUMENT' } };
    const { message } = await failureOf(whole(() => Response.json(body, { status: 400 })));
    expect(message).toBe('Gemini API error: it refused the request (it answered with status 400).');
  });

  it.each<[number, string, string]>([
    [404, '<html>', 'provider.invalid_response'],
    [302, '', 'provider.unavailable'],
    [502, '<html>', 'provider.unavailable'],
    [429, '', 'provider.rate_limited'],
    [413, '[]', 'provider.rejected'],
    [400, '{"error":[]}', 'provider.rejected'],
    [400, '{"error":{"status":{"toString":1},"details":[{"@type":{"toString":1}}]}}', 'provider.rejected'],
    [429, '{"error":{"details":{"retryDelay":"1s"},"message":7}}', 'provider.rate_limited'],
    [429, `{"error":{"details":[{"retryDelay":"${'9'.repeat(9)}s"}]}}`, 'provider.rate_limited'],
  ])('is, for status %i with %s, %s', async (status, body, code) => {
    const failure = await failureOf(whole(() => new Response(body, { status })));
    expect(failure).toMatchObject({ code, retryAfterMs: null });
  });

  it.each<[string, number | null]>([
    ['Please retry in 1h2m3.5s.', 3_723_500],
    ['Please retry in 350.2ms.', 351],
    ['Please retry in 2m.', 120_000],
    ['Please retry in a while.', null],
  ])('asks to wait where it says "%s"', async (message, retryAfterMs) => {
    const body = { error: { code: 429, message, status: 'RESOURCE_EXHAUSTED' } };
    expect(await failureOf(whole(() => Response.json(body, { status: 429 })))).toMatchObject({
      retryAfterMs,
    });
  });

  it('may ask to wait by a header, too', async () => {
    const headers = { 'retry-after': 'Mon, 23 Nov 2026 00:00:07 GMT' };
    const failure = await failureOf(whole(() => Response.json({}, { status: 429, headers })));
    expect(failure.retryAfterMs).toBe(7000);
  });
});
