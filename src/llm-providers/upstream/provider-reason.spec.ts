import * as fc from 'fast-check';
import { readProviderReason } from './provider-reason.js';

const RAW = JSON.stringify({ error: { message: 'top_p: out of range', code: 'invalid_api_key' } });
const PAGE = '<!DOCTYPE html>\n<html><head><title>\n 405 Not\n Allowed</title></head></html>';

describe('the reason of a provider', () => {
  it.each<[string, unknown, object]>([
    [
      'an error of OpenAI',
      { error: { message: 'No.', type: 't', param: 'messages', code: 'c' } },
      { message: 'No.', code: 'c', type: 't', param: 'messages', status: null },
    ],
    [
      'an error as text (xAI)',
      { code: 'Some entity', error: 'No.' },
      { message: 'No.', code: 'Some entity' },
    ],
    [
      'an array around it (Google)',
      [{ error: { code: 400, message: 'No.', status: 'X' } }],
      { message: 'No.', status: 400, type: 'X' },
    ],
    ['an error as an array', { error: [{ message: 'No.' }, 'Never.'] }, { message: 'No.; Never.' }],
    ['detail as text (FastAPI)', { detail: 'Not Found' }, { message: 'Not Found' }],
    [
      'detail as a list',
      {
        detail: [
          { type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs', input: 'secret' },
        ],
      },
      { message: 'stream_options: Extra inputs', param: 'stream_options' },
    ],
    [
      'message as an object (Mistral)',
      {
        object: 'error',
        message: { detail: [{ loc: ['body', 'messages', 0, 'content'], msg: 'Bad.' }] },
        type: 'invalid_request_error',
      },
      { message: 'messages.0.content: Bad.', param: 'messages.0.content', type: 'invalid_request_error' },
    ],
    [
      'errors of Cloudflare',
      { success: false, errors: [{ code: 7003, message: 'No.' }] },
      { message: 'No.', code: '7003', status: null },
    ],
    ['errors as texts', { errors: ['No.', 'Never.'] }, { message: 'No.; Never.' }],
    [
      'flat',
      { code: 20012, message: 'Model does not exist.', data: null },
      { message: 'Model does not exist.', code: '20012' },
    ],
    [
      'flat with a status (vLLM)',
      { object: 'error', message: 'No.', type: 'NotFoundError', param: null, code: 404 },
      { message: 'No.', status: 404 },
    ],
    [
      'a status of HTTP by its whole name (TGI)',
      { error: { message: 'No.', http_status_code: 422 } },
      { message: 'No.', status: 422 },
    ],
    ['a status in digits', { error: { code: '402', message: 'Pay.' } }, { status: 402 }],
    ['a code that is words', { code: 'The caller may not' }, { message: 'The caller may not' }],
    [
      'JSON in a text (OpenRouter)',
      { error: { code: 400, message: 'Provider returned error', metadata: { raw: RAW } } },
      { message: 'Provider returned error: top_p: out of range', code: '400', status: 400 },
    ],
    [
      'a problem document',
      { title: 'Forbidden', detail: 'Not yours.', status: 403 },
      { message: 'Not yours.', status: 403 },
    ],
    [
      'a web framework',
      { statusCode: 404, error: 'Not Found', message: 'Route not found' },
      { message: 'Route not found', status: 404 },
    ],
    [
      'base_resp (MiniMax)',
      { base_resp: { status_code: 1004, status_msg: 'login fail' }, choices: null },
      { message: 'login fail', code: '1004', type: 'authentication_error' },
    ],
    ['error_msg (Baidu)', { error_code: 336003, error_msg: 'No.' }, { message: 'No.', code: '336003' }],
    [
      'msg (Zhipu)',
      { code: 500, msg: '404 NOT_FOUND', success: false },
      { message: '404 NOT_FOUND', status: 500 },
    ],
    [
      'a sentence beside a bare name',
      { error: 'invalid_request', error_description: 'The field is wrong.' },
      { message: 'The field is wrong.', code: 'invalid_request' },
    ],
    ['a bare name alone', { error: 'invalid_request' }, { message: 'invalid_request' }],
    [
      'errors by field',
      { errors: { temperature: ['must be at most 2', 'is wrong'] } },
      { message: 'temperature: must be at most 2; is wrong', param: 'temperature' },
    ],
    [
      'the violations of fields (Google)',
      {
        error: {
          code: 400,
          message: 'Request contains an invalid argument.',
          details: [
            { fieldViolations: [{ field: 'generation_config.top_k', description: 'top_k is too large.' }] },
          ],
        },
      },
      {
        message: 'Request contains an invalid argument.: top_k is too large.',
        param: 'generation_config.top_k',
      },
    ],
    ['a page', PAGE, { message: '405 Not Allowed', isPage: true }],
    ['a page without a title', '<html><body>x</body></html>', { message: null, isPage: true }],
    ['plain text', ' No.\n', { message: 'No.', isPage: false }],
    ['JSON as text', '{"error":{"message":"No."}}', { message: 'No.' }],
    ['JSON that is cut', '{"error":{"message":"No', { message: null }],
    ['nothing', '', { message: null, code: null }],
    ['null', null, { message: null }],
    ['a number', 7, { message: null }],
    [
      'names that every object has',
      { error: { message: { toString: 1 }, code: [], type: {} } },
      { message: null, code: null },
    ],
    [
      'no words but fields',
      { error: { metadata: { a: 1 } } },
      { message: null, fields: { metadata: { a: 1 } } },
    ],
  ])('is read from %s', (_, body, expected) => {
    expect(readProviderReason(body)).toMatchObject(expected);
    expect(readProviderReason(JSON.stringify(body))).toMatchObject(expected);
  });

  it('is read from anything without a throw, and is short', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.json(), fc.string()), (body) => {
        const { message } = readProviderReason(body);
        expect((message ?? '').length).toBeLessThanOrEqual(4_000);
      }),
    );
  });

  it('takes no long time over a body that was made to take it', () => {
    const nested = (open: string, close: string, depth: number) =>
      `${open.repeat(depth)}1${close.repeat(depth)}`;
    const bodies = [
      nested('{"error":', '}', 20_000),
      nested('[', ']', 100_000),
      nested('{"message":{"detail":[', ']}}', 10_000),
      `{"errors":[${'"x",'.repeat(50_000)}"x"]}`,
      '<!--'.repeat(250_000),
      'x'.repeat(1_000_000),
    ];
    const startedMs = performance.now();
    for (const body of bodies) readProviderReason(body);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
