import type { CompletionRequest } from '../../port/canonical.js';
import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import { AnswerBrokenError, AnswerTooLargeError } from '../../common/http/upstream-answer.js';
import { GatewayError, type ErrorCode } from '../../common/errors.js';
import { ACME, ACME_SETTINGS } from '../../port/testing/fake-llm-provider.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import { fromSdkFailure, fromWireError } from './openai-compatible-failure.js';

const KEY = 'acme-canary-0123456789';
const PROMPT = 'My name is Ada, I live in Vienna, and my PIN is 4711.';
const INVALID = 'invalid_request_error';

const API_KEY = { variable: 'ACME_API_KEY', value: KEY };

const CALL: UpstreamCall<CompletionRequest> = {
  definition: ACME,
  settings: { ...ACME_SETTINGS, apiKeys: [API_KEY] },
  apiKey: API_KEY,
  request: { model: 'acme-1', messages: [{ role: 'user', content: PROMPT }] },
  nowMs: Date.parse('2026-11-23T12:00:00Z'),
};

/** As the SDK throws it for an answer that is no success. */
const answered = (status: number, error: unknown, headers: Record<string, string> = {}) =>
  APIError.generate(status, error === undefined ? undefined : { error }, undefined, new Headers(headers));
const connection = (cause: Error) => new APIConnectionError({ cause });
/** As the transport below it throws when an answer breaks off. */
const broken = (cause: Error) =>
  new AnswerBrokenError('the answer broke off', { cause: new TypeError('terminated', { cause }) });
const coded = (code: string) => Object.assign(new Error(`words of ${code}`), { code });

function failureOf(error: unknown): GatewayError {
  const failure = fromSdkFailure(error, CALL);
  if (failure instanceof GatewayError) return failure;
  throw new Error('came back as it was', { cause: failure });
}

describe('an answer that is no success', () => {
  it.each<[number, object | undefined, ErrorCode, string]>([
    [400, { message: 'Unknown parameter: x.', type: INVALID }, 'provider.rejected', 'Unknown parameter: x'],
    [400, undefined, 'provider.rejected', 'it refused the request (it answered with status 400)'],
    [
      401,
      { message: `Incorrect API key provided: ${KEY}`, code: 'invalid_api_key' },
      'provider.auth_failed',
      "it refused this gateway's key; check ACME_API_KEY and what the key may do",
    ],
    [402, undefined, 'provider.quota_exhausted', 'the quota or credit behind ACME_API_KEY is spent'],
    [
      403,
      { message: `Invalid: ${KEY}`, code: 'invalid_api_key' },
      'provider.auth_failed',
      "it refused this gateway's key; check ACME_API_KEY and what the key may do",
    ],
    [403, { message: 'Not for you.' }, 'provider.rejected', 'Not for you'],
    [403, undefined, 'provider.rejected', 'it refused the request (it answered with status 403)'],
    [
      404,
      { message: 'The model `acme-1` does not exist', code: 'model_not_found' },
      'model.not_found',
      'The model `acme-1` does not exist',
    ],
    [
      404,
      { code: 'model_not_found' },
      'model.not_found',
      'it has no model "acme-1", or this key may not use it',
    ],
    [404, undefined, 'provider.invalid_response', 'it has no such address; check its base URL'],
    [408, undefined, 'provider.timed_out', 'it gave up waiting (it answered with status 408)'],
    [413, { message: 'Too large.' }, 'provider.rejected', 'Too large'],
    [422, { message: 'Not that.' }, 'provider.rejected', 'Not that'],
    [
      429,
      { message: 'org-1 is over its limit', code: 'rate_limit_exceeded' },
      'provider.rate_limited',
      'it is rate limiting ACME_API_KEY; try again later',
    ],
    [
      429,
      { message: 'Pay.', code: 'insufficient_quota' },
      'provider.quota_exhausted',
      'the quota or credit behind ACME_API_KEY is spent',
    ],
    [
      500,
      { message: 'stack: secret' },
      'provider.unavailable',
      'it is failing (it answered with status 500); try again later',
    ],
    [502, undefined, 'provider.unavailable', 'it is failing (it answered with status 502); try again later'],
    [
      503,
      { code: 'server_is_overloaded' },
      'provider.unavailable',
      'it is failing (it answered with status 503); try again later',
    ],
    [529, undefined, 'provider.unavailable', 'it is failing (it answered with status 529); try again later'],
    [
      302,
      undefined,
      'provider.unavailable',
      'it redirects (status 302), and redirects are not followed; check its base URL',
    ],
  ])('of %i and %j is %s', (status, error, code, words) => {
    expect(failureOf(answered(status, error))).toMatchObject({ code, message: `Acme API error: ${words}.` });
  });

  it.each([
    'messages',
    'messages[0].content',
    'messages[0].content[1].text',
    'messages.[0].content',
    'model',
  ])('names the field of the request that the provider found at fault: %s', (param) => {
    expect(failureOf(answered(400, { message: 'No.', type: INVALID, param })).param).toBe(param);
  });

  it.each(['unsupported_value', 'invalid_image_url', 'invalid_base64_image', 'content_filter'])(
    'keeps the name of why the request was refused: %s',
    (code) => {
      expect(failureOf(answered(400, { message: 'No.', type: INVALID, code })).ownCode).toBe(code);
      expect(fromWireError(null, { message: 'No.', type: INVALID, code }, CALL).ownCode).toBe(code);
    },
  );

  it.each<[string, number, unknown]>([
    ['the key', 400, KEY],
    ['a part of the prompt', 400, PROMPT],
    ['a line break', 400, 'bad\r\nset-cookie: b'],
    ['digits', 400, 400],
    ['a status as a text', 400, '422'],
    ['what is no fault of the request', 500, 'server_error'],
    ['a limit that the request alone is too large for', 429, 'rate_limit_exceeded'],
  ])('keeps no name that is %s', (_, status, code) => {
    const message = 'Request too large for acme-1: Limit 100, Requested 200.';
    expect(failureOf(answered(status, { message, code })).ownCode).toBeNull();
  });

  it.each<[number, object, string[]]>([
    [400, { message: 'model incompatible request argument supplied: messages' }, ['messages']],
    [422, { message: 'Extra inputs', param: 'messages' }, ['messages']],
    [413, { message: 'messages are too long' }, []],
    [500, { message: 'messages are too long' }, []],
  ])('of %i and %j blames the fields %j', (status, error, fields) => {
    expect(failureOf(answered(status, error)).blamedParameters).toEqual(fields);
  });

  it.each([
    ['the key', KEY],
    ['a line break', 'messages\r\nset-cookie: b'],
    ['the prompt', PROMPT],
    ['a field that was not sent', 'temperature'],
    ['a field that every object has', 'constructor'],
    ['very many characters', `messages${'[0]'.repeat(1_000)}`],
    ['nothing', ''],
  ])('passes on no field’s name that is %s', (_, param) => {
    expect(failureOf(answered(400, { message: 'No.', param })).param).toBeUndefined();
  });

  it.each<[string, Record<string, string>, number | null]>([
    ['none', {}, null],
    ['seconds', { 'retry-after': '30' }, 30_000],
    ['milliseconds', { 'retry-after-ms': '1500' }, 1_500],
    ['a date', { 'retry-after': 'Mon, 23 Nov 2026 12:00:05 GMT' }, 5_000],
    ['a word', { 'retry-after': 'soon' }, null],
  ])('keeps the wait that the provider asks for: %s', (_, headers, waitMs) => {
    expect(failureOf(answered(429, undefined, headers)).retryAfterMs).toBe(waitMs);
  });

  it('keeps the provider’s own words to itself where the caller can do nothing about them', () => {
    for (const status of [401, 402, 408, 429, 500, 503]) {
      expect(failureOf(answered(status, { message: 'words of the provider' })).message).not.toContain(
        'words',
      );
    }
  });

  it.each([
    ['the key', `Bad: ${KEY}`, KEY],
    ['the prompt', `Bad: "${PROMPT}"`, 'Vienna'],
  ])('never repeats %s', (_, message, secret) => {
    for (const status of [400, 401, 404, 413, 429, 500]) {
      expect(failureOf(answered(status, { message })).message).not.toContain(secret);
    }
  });

  it.each<[string, unknown]>([
    ['a text', 'no'],
    ['a number', 7],
    ['an array', ['no']],
    ['an object of other things', { message: { deep: 1 }, type: 2, code: [], param: {} }],
    ['a code that every object has', { code: 'constructor', type: 'toString' }],
  ])('is understood although its error is %s', (_, error) => {
    for (const status of [400, 401, 429, 500]) {
      const failure = failureOf(answered(status, error));
      expect(failure.message).toMatch(/^Acme API error: .+\.$/);
      expect(failure.httpStatus).toBeGreaterThanOrEqual(400);
    }
  });
});

describe('a failure inside an answer of HTTP 200, or inside a stream', () => {
  it.each<[object, ErrorCode]>([
    [{ message: 'Overloaded.' }, 'provider.unavailable'],
    [{ message: 'No such model.', code: 'model_not_found' }, 'model.not_found'],
    [{ message: 'Too long.', type: INVALID, code: 'context_length_exceeded' }, 'provider.rejected'],
    [{ code: 429 }, 'provider.rate_limited'],
    [{ code: 'constructor' }, 'provider.unavailable'],
  ])('%j is %s', (error, code) => {
    expect(fromWireError(null, error, CALL)).toMatchObject({ code });
    expect(failureOf(new APIError(undefined, error, undefined, undefined))).toMatchObject({ code });
  });
});

describe('a failure of the transport', () => {
  it.each<[string, Error, ErrorCode]>([
    ['a refused connection', connection(coded('ECONNREFUSED')), 'provider.unreachable'],
    ['an expired certificate', connection(coded('CERT_HAS_EXPIRED')), 'provider.unreachable'],
    ['a connection that fails for no known reason', connection(new Error('?')), 'provider.unreachable'],
    ['a reset', connection(coded('ECONNRESET')), 'provider.unavailable'],
    ['an end half-way', broken(coded('UND_ERR_SOCKET')), 'provider.invalid_response'],
    ['no first byte', connection(coded('UND_ERR_HEADERS_TIMEOUT')), 'provider.timed_out'],
    ['silence in the body', broken(coded('UND_ERR_BODY_TIMEOUT')), 'provider.timed_out'],
    ['a timeout of the SDK', new APIConnectionTimeoutError(), 'provider.timed_out'],
    [
      'a body that is too large',
      new AnswerTooLargeError('more than 10 bytes', 'bytes'),
      'provider.invalid_response',
    ],
    ['a body that is not JSON', new SyntaxError(`Unexpected token in "${KEY}"`), 'provider.invalid_response'],
    [
      'a body that is not gzip although it says so',
      broken(coded('Z_DATA_ERROR')),
      'provider.invalid_response',
    ],
    [
      'a head that is no HTTP',
      connection(Object.assign(new Error('?'), { name: 'HTTPParserError' })),
      'provider.invalid_response',
    ],
  ])('%s is told in our words', (_, error, code) => {
    const failure = failureOf(error);
    expect(failure).toMatchObject({
      code,
      message: expect.stringMatching(/^Acme API error: .+\.$/) as string,
    });
    expect(failure.message).not.toMatch(/words of|terminated|broke off$|Connection error|canary/);
    expect(failure.cause).toBe(error);
  });
});

describe('what is no failure of the provider', () => {
  it('is the caller’s leaving', () => {
    expect(failureOf(new APIUserAbortError())).toMatchObject({ code: 'client.gone' });
  });

  it('is what we threw ourselves', () => {
    const error = invalidResponse('its answer has no message', CALL);
    expect(error.message).toBe('Acme API error: its answer has no message.');
    expect(fromSdkFailure(error, CALL)).toBe(error);
  });

  it.each([new Error('sk-secret'), new RangeError('too deep'), null, 'a text', undefined])(
    'comes back as it is where the SDK did not throw it: %s',
    (thrown) => {
      expect(fromSdkFailure(thrown, CALL)).toBe(thrown);
    },
  );
});
