import type { GatewayError } from '../../common/errors.js';
import type { CompletionRequest } from '../port/canonical.js';
import { PLAIN } from './recordings/answers.js';
import { ERRORS, type ErrorRecording } from './recordings/errors.js';
import { API_KEY, eventStream, KEY, replay } from './testing/replay.js';

const PROMPT = 'A prompt that nobody else may see.';
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
const withStatus =
  ({ status, body }: ErrorRecording) =>
  () =>
    Response.json(body, { status });

describe('What Gemini reports', () => {
  const CLASSES: [keyof typeof ERRORS, string, number | null][] = [
    ['WRONG_KEY', 'provider.auth_failed', null],
    ['NO_KEY', 'provider.auth_failed', null],
    ['FORBIDDEN', 'provider.auth_failed', null],
    ['NO_BILLING', 'provider.auth_failed', null],
    ['NO_MODEL', 'model.not_found', null],
    ['BAD_ARGUMENT', 'provider.rejected', null],
    ['PER_MINUTE', 'provider.rate_limited', 34_000],
    ['PER_MINUTE_FRACTION', 'provider.rate_limited', 45_838],
    ['DELAY_IN_TEXT', 'provider.rate_limited', 12_500],
    ['WITHOUT_DELAY', 'provider.rate_limited', null],
    ['PER_DAY', 'provider.quota_exhausted', null],
    ['LIMIT_OF_ZERO', 'provider.quota_exhausted', null],
    ['INTERNAL', 'provider.unavailable', null],
    ['OVERLOADED', 'provider.unavailable', null],
    ['TOO_SLOW', 'provider.timed_out', null],
    ['IN_ARRAY', 'provider.unavailable', null],
  ];

  it.each(CLASSES)('is, for %s, %s', async (name, code, retryAfterMs) => {
    const recording = ERRORS[name];
    const expected = {
      code,
      retryAfterMs,
      message: expect.stringMatching(/^Gemini API error: /) as string,
    };
    expect(await failureOf(whole(withStatus(recording)))).toMatchObject(expected);
    expect(await failureOf(streamed(withStatus(recording)))).toMatchObject(expected);
    // HTTP 200 proves nothing.
    expect(await failureOf(whole(() => Response.json(recording.body)))).toMatchObject(expected);
    expect(await failureOf(streamed(() => Response.json(recording.body)))).toMatchObject(expected);
    const [first] = PLAIN.chunks;
    expect(await failureOf(streamed(() => eventStream(first, recording.body)))).toMatchObject(expected);
  });

  it('is passed on in its own words only where they are about the request', async () => {
    expect((await failureOf(whole(withStatus(ERRORS.BAD_ARGUMENT)))).message).toBe(
      'Gemini API error: Penalty is not enabled for this model.',
    );
    expect((await failureOf(whole(withStatus(ERRORS.WRONG_KEY)))).message).toContain('GEMINI_API_KEY');
    expect(await failureOf(whole(withStatus(ERRORS.NO_MODEL)))).toMatchObject({ param: 'model' });
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
