import { codeOfStatus } from './code-of-status.js';
import { readProviderReason } from './provider-reason.js';
import { verdictOf } from './refusal.js';
import { fromReport } from './reported-failure.js';
import { ACME_CALL } from './testing/acme-call.js';

const failureOf = (status: number, body: unknown, retryAfterMs: number | null = null) => {
  const reason = readProviderReason(body);
  const verdict = verdictOf(status, reason, ACME_CALL.request.model) ?? { code: codeOfStatus(status) };
  return fromReport({ ...verdict, status, reason, retryAfterMs }, ACME_CALL);
};

describe('a failure that a provider reported', () => {
  it.each<[number, unknown, string, boolean]>([
    [403, '', 'provider.rejected', true],
    [403, '<html><title>Blocked</title></html>', 'provider.rejected', true],
    [403, { error: { message: 'Forbidden' } }, 'provider.rejected', true],
    [403, { error: 'Content violates usage guidelines.' }, 'provider.rejected', false],
    [403, { error: { code: 'unsupported_country_region_territory' } }, 'provider.rejected', true],
    [403, { error: { code: 'invalid_api_key' } }, 'provider.auth_failed', false],
    [400, { error: { message: 'User location is not supported.' } }, 'provider.rejected', true],
    [400, { error: { message: 'this model does not support temperature' } }, 'provider.rejected', false],
  ])('with status %i and %j is %s, another may take it: %s', (status, body, code, mayWorkElsewhere) => {
    expect(failureOf(status, body)).toMatchObject({ code, mayWorkElsewhere });
  });

  it.each<[number, unknown, boolean]>([
    [529, '', true],
    [503, { error: { code: 'server_is_overloaded', message: 'Try later.' } }, true],
    [503, { error: { status: 'UNAVAILABLE', message: 'The model is overloaded.' } }, true],
    [500, { error: { type: 'overloaded_error', message: 'Overloaded' } }, true],
    [503, { error: { status: 'UNAVAILABLE', message: 'Try later.' } }, false],
    [429, { error: { type: 'rate_limit_error', message: 'overloaded' } }, false],
    [400, { error: { message: 'the word overloaded is not accepted' } }, false],
  ])('with status %i and %j is one of having too much to do: %s', (status, body, isOverload) => {
    expect(failureOf(status, body)).toMatchObject({ isOverload });
  });

  it.each<[number, unknown, boolean]>([
    [400, { error: { code: 'context_length_exceeded', message: 'Too long.' } }, true],
    [413, { error: { message: 'prompt is too long: 9 tokens > 8 maximum' } }, true],
    [500, { error: { message: 'prompt is too long' } }, false],
    [400, { error: { message: 'temperature is too high' } }, false],
  ])('with status %i and %j is one of having no room: %s', (status, body, isContextExceeded) => {
    expect(failureOf(status, body)).toMatchObject({ isContextExceeded });
  });

  it.each<[number, unknown]>([
    [404, ''],
    [404, '<html><title>404 model page</title></html>'],
    [404, { detail: 'Not Found' }],
    [404, { error: { message: 'Not found', type: 'not_found_error' } }],
    [404, '404 page not found'],
    [404, 'default backend'],
    [404, { error: { code: '404', message: 'Resource not found' } }],
    [404, { message: 'The requested resource was not found.' }],
    [404, { error: { message: '404 NOT_FOUND' } }],
    [404, { error: { message: 'There is nothing at this URL.' } }],
    [404, { message: 'no Route matched with those values' }],
    [404, { error: { message: 'The endpoint is not known here' } }],
    [404, { error: { code: 'not_found' } }],
    [405, { message: 'Method Not Allowed' }],
    [405, ''],
  ])('with status %i and %j sends the operator to the base URL, and is not tried again', (status, body) => {
    const failure = failureOf(status, body);
    expect(failure).toMatchObject({ code: 'provider.invalid_response', isRetryable: false });
    expect(failure.message).toBe('Acme API error: it has no such address; check its base URL.');
    expect(failure.upstreamReason).toContain(`status ${status}`);
  });

  it.each([
    'No such File object: file-abc',
    'The conversation abc was not found',
    'Previous response with id resp_1 not found.',
    'Vector store vs_1 not found',
    'Requested entity was not found.',
    'Cached content not found: abc',
    'Voice alloy9 not found',
    'Could not load the image URL: it is gone',
  ])('with status 404 and the words %j is about what the request names', (message) => {
    for (const body of [{ error: { message, type: 'invalid_request_error' } }, { detail: message }]) {
      const failure = failureOf(404, body);
      expect(failure).toMatchObject({ code: 'provider.rejected', isLasting: false });
      expect(failure.message).toContain(message.replace(/\.$/, ''));
    }
  });

  it('with status 404 and a field that is not the model is about the request', () => {
    const body = { error: { message: 'No such File object: file-1', param: 'file' } };
    expect(failureOf(404, body)).toMatchObject({ code: 'provider.rejected' });
  });

  it.each<[number, unknown, string]>([
    [500, { error: { message: 'boom', type: 'server_error' } }, 'status 500: server_error: boom'],
    [429, { error: { message: 'slow', code: 'slow_down' } }, 'status 429: slow_down: slow'],
    [401, 'no\nkey', 'status 401: no key'],
    [502, '<html><title>Bad gateway</title>', 'status 502: Bad gateway'],
    [503, '', 'status 503'],
  ])('with status %i and %j tells the log %s', (status, body, reason) => {
    expect(failureOf(status, body).upstreamReason).toBe(reason);
  });

  it.each<[number, string, readonly string[]]>([
    [404, 'No endpoints found that support the requested parameters: temperature', ['temperature']],
    [404, 'temperature is not supported', ['temperature']],
    [500, 'temperature is not supported', ['temperature']],
    [501, 'Unsupported parameter: temperature', ['temperature']],
    [400, 'Sampling parameters are not supported for this model.', ['temperature']],
    [500, 'failed at temperature 0.7', []],
    [429, 'temperature is not supported', []],
    [401, 'temperature is not supported', []],
  ])('with status %i and %j blames %j', (status, message, blamed) => {
    const call = { ...ACME_CALL, request: { ...ACME_CALL.request, temperature: 0.7 } };
    const reason = readProviderReason({ error: { message } });
    const verdict = verdictOf(status, reason, 'acme-1') ?? { code: codeOfStatus(status) };
    expect(fromReport({ ...verdict, status, reason }, call).blamedParameters).toEqual(blamed);
  });

  it('shows the title of a page behind words of ours', () => {
    const { message } = failureOf(403, '<html><title>Attention Required!</title></html>');
    expect(message).toBe(
      'Acme API error: it refused the request (it answered with status 403): Attention Required!.',
    );
  });

  it.each([
    'Request too large for model `m` on tokens per minute (TPM): Limit 6000, Requested 9000, please reduce your message size and try again.',
    'Request too large for acme-1 on tokens per min (TPM): Limit 30,000, Requested 34,205.',
    'TPM: Limit 6000, Used 100, Requested 9000',
    'The prompt exceeds the maximum context of this tier',
  ])('with status 429 about the size of one request sets no key aside: %s', (message) => {
    for (const waitMs of [null, 40_000]) {
      const failure = failureOf(429, { error: { message, code: 'rate_limit_exceeded' } }, waitMs);
      expect(failure).toMatchObject({
        code: 'provider.rejected',
        mayWorkElsewhere: true,
        retryAfterMs: null,
      });
      expect(failure.traits).toMatchObject({ keyCooldown: 'none', breaker: false, retryable: false });
    }
  });

  it.each([
    'Rate limit reached for m on TPM: Limit 6000, Used 5900, Requested 900. Please try again in 8s.',
    'Request too large? No: Limit 6000, Used 5900, Requested 900.',
    'TPM: Limit 0, Requested 900',
    'This request would exceed your rate limit of 40,000 input tokens per minute; reduce the prompt length, or try again later.',
    'Too many requests',
  ])('with status 429 and no more than that is a limit of rate: %s', (message) => {
    for (const waitMs of [null, 40_000]) {
      const failure = failureOf(429, { error: { message } }, waitMs);
      expect(failure).toMatchObject({ code: 'provider.rate_limited', retryAfterMs: waitMs });
    }
  });

  it.each<[number, unknown, string]>([
    [422, { detail: [{ loc: ['body', 'model'], msg: "Input should be 'a' or 'b'" }] }, 'provider.rejected'],
    [400, { error: { message: 'Not this one.', param: 'model' } }, 'provider.rejected'],
    [400, { error: { message: 'Unknown model', param: 'model' } }, 'model.not_found'],
  ])('with status %i and %j is about the model: another target is asked', (status, body, code) => {
    expect(failureOf(status, body)).toMatchObject({ code, isMendedElsewhere: true });
  });

  it('about another field is not asked elsewhere', () => {
    const body = { detail: [{ loc: ['body', 'messages', 0, 'model'], msg: 'Extra inputs' }] };
    expect(failureOf(422, body)).toMatchObject({ code: 'provider.rejected', isMendedElsewhere: false });
  });

  it.each(['temperature for model gpt-x is not supported.', 'Model gpt-x is not available: temperature'])(
    'that speaks of a field and of a model blames the field: %s',
    (message) => {
      const call = { ...ACME_CALL, request: { ...ACME_CALL.request, temperature: 1 } };
      const report = {
        code: 'model.not_found',
        status: 400,
        reason: readProviderReason({ error: { message } }),
      } as const;
      expect(fromReport(report, call)).toMatchObject({
        code: 'provider.rejected',
        blamedParameters: ['temperature'],
      });
    },
  );
});
