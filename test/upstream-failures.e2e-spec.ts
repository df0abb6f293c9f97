import { ask, failureOf } from './support/agent-client.js';
import { FIXED_DATE, holdDate } from './support/fixed-date.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import {
  answerBytes,
  answerError,
  answerJson,
  answerNotHttp,
  answerTooShort,
  contextTooLong,
  cutBeforeAnswer,
  errorInside200,
  halfJson,
  htmlPage,
  overloaded,
  quotaSpent,
  rateLimited,
  redirect,
  resetBeforeAnswer,
  serverError,
  startScriptedOpenAi,
  wrongKey,
  type Script,
} from './support/scripted-openai/index.js';

const PROMPT = 'a prompt that is not for repeating';
const HTTP_DATE = new Date(Date.parse(FIXED_DATE) + 30_000).toUTCString();
const REFUSED_KEY =
  "OpenAI API error: it refused this gateway's key; check OPENAI_API_KEY and what the key may do.";
const SPENT = 'OpenAI API error: the quota or credit behind OPENAI_API_KEY is spent.';
const LIMITED = 'OpenAI API error: it is rate limiting OPENAI_API_KEY; try again later.';

describe('a failure of the upstream', () => {
  holdDate();
  let table: GatewayPair;
  let always400: GatewayPair;
  beforeAll(async () => {
    [table, always400] = await Promise.all([startPair(), startPair({ AGENT_ERROR_STATUS: '400' })]);
  });
  afterAll(() => Promise.all([table.close(), always400.close()]));

  const askAfter = async (script: Script, { gateway, upstream } = table) => {
    const before = upstream.requests.length;
    upstream.next(script);
    const answer = await ask(gateway, { prompt: PROMPT, model: 'gpt-4o' });
    expect(upstream.requests).toHaveLength(before + 1); // one attempt: nothing retries yet
    return answer;
  };

  it('tells the operator what the provider said, where the caller cannot do anything about it', async () => {
    table.upstream.next(
      answerJson(200, { error: 'Unexpected endpoint or method. (POST /chat/completions)' }),
    );
    const answer = await ask(table.gateway, { prompt: PROMPT, model: 'gpt-4o' });
    expect(answer.text).not.toContain('Unexpected endpoint');
    const line = await table.gateway.logLine((entry) => 'upstream_reason' in entry);
    expect(line).toMatchObject({
      error_code: 'provider.invalid_response',
      upstream_reason: 'Unexpected endpoint or method. (POST /chat/completions)',
    });
  });

  const rows: [string, Script, number, string, boolean, string | RegExp][] = [
    ['401 with our key in it', wrongKey('sk-test-upstream'), 502, 'provider.auth_failed', false, REFUSED_KEY],
    [
      '403 about the key',
      answerError(403, { message: 'No.', code: 'permission_denied' }),
      502,
      'provider.auth_failed',
      false,
      REFUSED_KEY,
    ],
    ['403 about nothing', answerBytes('text/plain', '', 403), 400, 'provider.rejected', false, /status 403/],
    [
      '403 of a firewall',
      answerBytes('text/html', '<html><title>Attention Required!</title></html>', 403),
      400,
      'provider.rejected',
      false,
      /status 403\): Attention Required!\.$/,
    ],
    [
      '403 about the content',
      answerJson(403, {
        code: 'The caller does not have permission to execute the specified operation',
        error: 'Content violates usage guidelines.',
      }),
      400,
      'provider.rejected',
      false,
      'OpenAI API error: Content violates usage guidelines.',
    ],
    [
      '404 of a model, in the words of xAI',
      answerJson(404, {
        code: 'Some requested entity was not found',
        error: 'The model m1 does not exist',
      }),
      400,
      'model.not_found',
      false,
      /^OpenAI API error: The model m1 does not exist\./,
    ],
    [
      '405 of an address',
      answerBytes('text/html', '<html><h1>405 Not Allowed</h1></html>', 405),
      502,
      'provider.invalid_response',
      false,
      /check its base URL\.$/,
    ],
    [
      '200 of LM Studio, for an address',
      answerJson(200, { error: 'Unexpected endpoint or method. (POST /chat/completions)' }),
      502,
      'provider.invalid_response',
      false,
      /check its base URL\.$/,
    ],
    ['402', answerError(402, { message: 'Pay.' }), 502, 'provider.quota_exhausted', false, SPENT],
    ['429 for a spent quota', quotaSpent(), 502, 'provider.quota_exhausted', false, SPENT],
    [
      '429 for spent credit',
      quotaSpent('credit_balance_exhausted'),
      502,
      'provider.quota_exhausted',
      false,
      SPENT,
    ],
    ['429', rateLimited(), 429, 'provider.rate_limited', true, LIMITED],
    [
      '400',
      contextTooLong(),
      400,
      'provider.rejected',
      false,
      'OpenAI API error: The messages are longer than the context window of this model.',
    ],
    [
      '400 that quotes the prompt',
      answerError(400, { message: `Bad: ${PROMPT}` }),
      400,
      'provider.rejected',
      false,
      'OpenAI API error: it refused the request (it answered with status 400).',
    ],
    [
      '413',
      answerError(413, { message: 'Too much.' }),
      400,
      'provider.rejected',
      false,
      'OpenAI API error: Too much.',
    ],
    [
      '422',
      answerError(422, { message: 'Not so.' }),
      400,
      'provider.rejected',
      false,
      'OpenAI API error: Not so.',
    ],
    [
      '404 of a model',
      answerError(404, { message: 'No such model.', code: 'model_not_found' }),
      400,
      'model.not_found',
      false,
      'OpenAI API error: No such model. Ask for gpt-6-luna instead.',
    ],
    ['404 of an address', htmlPage(404), 502, 'provider.invalid_response', false, /check its base URL\.$/],
    [
      '404 of an address, in the JSON of a web framework',
      answerJson(404, { detail: 'Not Found' }),
      502,
      'provider.invalid_response',
      false,
      /check its base URL\.$/,
    ],
    [
      '404 of an address, in the words of OpenAI',
      answerError(404, { message: 'Invalid URL (POST /v1/v1/chat/completions)' }),
      502,
      'provider.invalid_response',
      false,
      /check its base URL\.$/,
    ],
    [
      '400 about the key',
      answerError(400, { message: 'Bad key.', code: 'invalid_api_key' }),
      502,
      'provider.auth_failed',
      false,
      /OPENAI_API_KEY/,
    ],
    [
      '200 with an error in its choice',
      answerJson(200, {
        choices: [{ index: 0, message: { content: 'par' }, finish_reason: 'error', error: { code: 502 } }],
      }),
      502,
      'provider.unavailable',
      true,
      /./,
    ],
    [
      '200 that ended with an error',
      answerJson(200, { choices: [{ index: 0, message: { content: 'par' }, finish_reason: 'error' }] }),
      502,
      'provider.unavailable',
      true,
      /./,
    ],
    [
      '200 with an empty message that does not say why',
      answerJson(200, { choices: [{ message: {} }] }),
      502,
      'provider.invalid_response',
      true,
      /./,
    ],
    ['408', answerError(408, { message: 'Late.' }), 504, 'provider.timed_out', true, /status 408/],
    ['409', answerError(409, { message: 'Locked.' }), 409, 'provider.conflict', true, /conflict/],
    ['500', serverError(), 502, 'provider.unavailable', true, /status 500/],
    ['502 with a page', htmlPage(502), 502, 'provider.unavailable', true, /status 502/],
    ['503', overloaded(), 502, 'provider.unavailable', true, /status 503/],
    ['529', overloaded(529), 502, 'provider.unavailable', true, /status 529/],
    ['500 with no body', answerBytes('text/plain', '', 500), 502, 'provider.unavailable', true, /status 500/],
    ['200 with a page', htmlPage(200), 502, 'provider.invalid_response', true, /./],
    ['200 with half a JSON', halfJson(), 502, 'provider.invalid_response', true, /not readable JSON\.$/],
    ['200 with nothing', answerBytes('application/json', ''), 502, 'provider.invalid_response', true, /./],
    ['200 with null', answerJson(200, null), 502, 'provider.invalid_response', true, /not a JSON object\.$/],
    ['200 with a list', answerJson(200, []), 502, 'provider.invalid_response', true, /not a JSON object\.$/],
    ['200 without a choice', answerJson(200, { choices: [] }), 502, 'provider.invalid_response', true, /./],
    [
      '200 with fields of other types',
      answerJson(200, { choices: [{ message: 7 }], usage: 'many', model: 7 }),
      502,
      'provider.invalid_response',
      true,
      /no message\.$/,
    ],
    ['200 with an error', errorInside200(), 502, 'provider.unavailable', true, /./],
    ['200 with an error 429', errorInside200(429), 429, 'provider.rate_limited', true, LIMITED],
    ['200 with an error "402"', errorInside200('402'), 502, 'provider.quota_exhausted', false, SPENT],
    [
      'an answer shorter than promised',
      answerTooShort('{"id":', 10),
      502,
      'provider.invalid_response',
      true,
      /./,
    ],
    ['a reset', resetBeforeAnswer(), 502, 'provider.unavailable', true, /closed the connection/],
    [
      'an end without an answer',
      cutBeforeAnswer(),
      502,
      'provider.unavailable',
      true,
      /closed the connection/,
    ],
    [
      'bytes that are not what their encoding says',
      answerBytes('application/json', 'no gzip', 200, { 'content-encoding': 'gzip' }),
      502,
      'provider.invalid_response',
      true,
      /./,
    ],
    [
      'headers without end',
      answerJson(200, {}, { 'x-long': 'x'.repeat(20_000) }),
      502,
      'provider.invalid_response',
      true,
      /./,
    ],
    ['bytes that are not HTTP', answerNotHttp(), 502, 'provider.invalid_response', true, /./],
  ];

  it.each(rows)('%s', async (_what, script, status, code, retryable, message) => {
    const answer = await askAfter(script);
    expect(failureOf(answer)).toEqual([status, code, retryable]);
    expect(answer.body).toEqual({
      status: 'error',
      message: expect.stringMatching(/^OpenAI API error: .*[.…]$/) as unknown,
      model: 'gpt-4o',
      error: expect.objectContaining({ type: code.split('.')[0] }) as unknown,
      request_id: answer.headers.get('x-request-id'),
    });
    if (typeof message === 'string') expect(answer.body.message).toBe(message);
    else expect(answer.body.message).toMatch(message);
    expect(answer.text).not.toMatch(/html|sk-test|is not for repeating/);
  });

  it.each(rows)(
    '%s is a 400 of the same code where the first phase is asked for',
    async (_what, script, ...row) => {
      const answer = await askAfter(script, always400);
      expect(failureOf(answer)).toEqual([400, row[1], row[2]]);
    },
  );

  it.each([
    ['none', rateLimited(), '1'],
    ['"7"', rateLimited('7'), '7'],
    ['"1.2"', rateLimited('1.2'), '2'],
    ['"0"', rateLimited('0'), '1'],
    ['"86400"', rateLimited('86400'), '86400'],
    ['an HTTP date in 30 s', rateLimited(HTTP_DATE), '30'],
    ['a date long ago', rateLimited('Thu, 01 Jan 1970 00:00:00 GMT'), '1'],
    ['"-1"', rateLimited('-1'), '1'],
    ['"soon"', rateLimited('soon'), '1'],
    ['retry-after-ms', rateLimited(undefined, { 'retry-after-ms': '2500' }), '3'],
  ])('asks for a wait with Retry-After, when the upstream asked with %s', async (_what, script, seconds) => {
    const { headers } = await askAfter(script);
    expect(headers.get('retry-after')).toBe(seconds);
  });

  it('names the caller’s own field for what the upstream found at fault', async () => {
    expect((await askAfter(contextTooLong())).body.error?.param).toBe('prompt');
  });

  it.each([301, 302, 303, 307, 308])('does not follow a redirect (%i)', async (status) => {
    const elsewhere = await startScriptedOpenAi();
    const { body, status: answered } = await askAfter(
      redirect(`${elsewhere.baseUrl}/chat/completions`, status),
    );
    expect([answered, body.error?.code]).toEqual([502, 'provider.unavailable']);
    expect(body.message).toContain('redirects are not followed');
    expect([elsewhere.requests.length, elsewhere.openSockets]).toEqual([0, 0]);
    await elsewhere.close();
  });

  it('is over with it: the next call is answered', async () => {
    expect((await ask(table.gateway, { prompt: PROMPT, model: 'gpt-4o' })).status).toBe(200);
  });
});
