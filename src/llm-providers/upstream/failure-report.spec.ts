import type { ErrorCode } from '../../common/errors.js';
import { fromAnthropicAnswer } from '../anthropic/from-anthropic-answer.js';
import { fromGeminiAnswer } from '../gemini/from-gemini-answer.js';
import { readCompletion } from '../openai-compatible/openai-answer.js';
import { isReport } from './failure-report.js';
import { ACME_CALL as call } from './testing/acme-call.js';

const READERS = [
  (body: unknown) => readCompletion(body, call),
  (body: unknown) => fromAnthropicAnswer(body, call),
  (body: unknown) => fromGeminiAnswer(body, { call, requestId: 'r-1' }),
];

function failuresOf(body: unknown): unknown[] {
  return READERS.map((read) => {
    try {
      return read(body);
    } catch (error) {
      return error;
    }
  });
}

describe('a failure inside an answer of HTTP 200, read by each of the wires', () => {
  it.each<[object, ErrorCode, string]>([
    [{ code: 500, msg: '404 NOT_FOUND', success: false }, 'provider.unavailable', '404 NOT_FOUND'],
    [{ error_code: 336003, error_msg: 'It went wrong.' }, 'provider.unavailable', 'It went wrong.'],
    [
      { base_resp: { status_code: 1000, status_msg: 'unknown error' }, choices: null },
      'provider.unavailable',
      'unknown error',
    ],
    [{ code: 20012, message: 'Model does not exist', data: null }, 'model.not_found', 'Model does not exist'],
    [{ object: 'error', choices: [], message: 'Out of order.' }, 'provider.unavailable', 'Out of order.'],
    [{ detail: 'Out of order.' }, 'provider.unavailable', 'Out of order.'],
    [{ message: 'Out of order.', candidates: [], content: [] }, 'provider.unavailable', 'Out of order.'],
    [{ errors: { engine: ['is out of order'] } }, 'provider.unavailable', 'is out of order'],
    [{ statusCode: 401, message: 'Not you.' }, 'provider.auth_failed', 'Not you.'],
  ])('%j is %s, costs nothing, and is told to the log', (body, code, words) => {
    for (const failure of failuresOf(body)) {
      expect(failure).toMatchObject({ code, isUncounted: true });
      expect(failure).toMatchObject({ upstreamReason: expect.stringContaining(words) as string });
    }
  });

  it.each<[number, string, ErrorCode]>([
    [1004, 'login fail', 'provider.auth_failed'],
    [1008, 'insufficient balance', 'provider.quota_exhausted'],
    [1002, 'rate limit', 'provider.rate_limited'],
  ])('of MiniMax with number %i is known in OpenAI’s wire: %s', (status, words, code) => {
    const body = { base_resp: { status_code: status, status_msg: words }, choices: null };
    expect(failuresOf(body)[0]).toMatchObject({ code });
  });

  it.each([
    { choices: [{ message: { content: 'hi' } }], message: 'x' },
    { choices: [], usage: { prompt_tokens: 1 } },
    { code: 0, message: 'success' },
    { base_resp: { status_code: 0, status_msg: 'success' }, choices: [] },
    { errors: [], messages: [], success: true },
    { message: { role: 'assistant', content: 'hi' } },
  ])('is none: %j', (body) => {
    expect(isReport(body)).toBe(false);
  });

  it.each([
    { code: 0, message: 'success' },
    { code: 200, message: 'OK' },
    { code: '0', message: '' },
    { code: 0, message: 'success', request_id: 'r-7', param: null },
    { code: 0, type: 'none', message: 'Successful.' },
    { status: 200, msg: 'Okay' },
    [{ code: 0, message: 'success', trace: 'r-7' }],
    { status_code: '00000', status_msg: '成功' },
  ])('is none beside an answer that calls its success an error: %j', (error) => {
    const choice = { index: 0, message: { content: 'hi' }, finish_reason: 'stop' };
    expect(readCompletion({ choices: [choice], error }, call).choices[0]?.message.content).toBe('hi');
    const content = [{ type: 'text', text: 'hi' }];
    expect(fromAnthropicAnswer({ content, stop_reason: 'end_turn', error }, call).choices).toHaveLength(1);
    const candidate = { content: { parts: [{ text: 'hi' }] }, finishReason: 'STOP' };
    const gemini = fromGeminiAnswer({ candidates: [candidate], error }, { call, requestId: 'r-1' });
    expect(gemini.choices).toHaveLength(1);
  });

  it.each([{ code: 0, message: 'success' }, 'ok', [{ code: '0', message: 'OK', id: 'r-7' }]])(
    'is no failure of the provider’s, but no answer either, where all there is says success: %j',
    (error) => {
      for (const failure of failuresOf({ error })) {
        expect(failure).toMatchObject({ code: 'provider.invalid_response' });
      }
    },
  );

  it.each([
    { code: 0, message: 'The engine is out of order' },
    { code: 500, message: 'success' },
    { code: 0, type: 'server_error', message: '' },
    {},
    { message: null },
  ])('is one where it stands alone and does not say success: %j', (error) => {
    expect(failuresOf({ error })[0]).toMatchObject({ code: 'provider.unavailable' });
  });

  it.each([
    [[{ choices: [{ index: 0, message: { content: 'hi' }, finish_reason: 'stop' }] }]],
    [[{ content: [{ type: 'text', text: 'hi' }], stop_reason: 'end_turn' }]],
    [[{ candidates: [{ content: { parts: [{ text: 'hi' }] }, finishReason: 'STOP' }] }]],
    [[{}, 7, { choices: [{ message: { content: 'hi' }, finish_reason: 'stop' }] }]],
  ])('is none in an array around one answer: %j', (body) => {
    const answers = failuresOf(body).filter((read) => !(read instanceof Error));
    expect(answers).toMatchObject([{ choices: [{ message: { content: 'hi' }, finish_reason: 'stop' }] }]);
  });

  it.each([
    [[]],
    [[7, 'hi']],
    [[{}]],
    [[{ choices: [] }]],
    [[1, 2].map(() => ({ choices: [{ message: { content: 'hi' }, finish_reason: 'stop' }] }))],
    [[1, 2].map(() => ({ content: [{ type: 'text', text: 'hi' }], stop_reason: 'end_turn' }))],
    [[[{ choices: [{ message: { content: 'hi' }, finish_reason: 'stop' }] }]]],
  ])('is an answer that cannot be read in an array of none or of several: %j', (body) => {
    for (const failure of failuresOf(body)) {
      expect(failure).toMatchObject({ code: 'provider.invalid_response' });
    }
  });

  it('goes before the answer that stands in the same array', () => {
    const answer = { choices: [{ message: { content: 'hi' }, finish_reason: 'stop' }] };
    const [failure] = failuresOf([answer, { error: { code: 429, message: 'Slow down.' } }]);
    expect(failure).toMatchObject({ code: 'provider.rate_limited' });
  });
});
