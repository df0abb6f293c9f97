import { GatewayError } from '../../common/errors.js';
import { upstreamAnswerOf } from '../../common/http/testing/response-fetch.js';
import { JsonShape } from '../../common/http/json-shape.js';
import { answerShape } from '../../common/http/upstream-answer.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { openEvents, readAnswerBody } from './answer-body.js';
import { AnswerProgress } from './answer-progress.js';
import { ACME_CALL } from './testing/acme-call.js';

const request = {
  ...ACME_CALL.request,
  messages: [{ role: 'user' as const, content: 'the secret of the prompt' }],
};
const terms = () => ({
  signal: new AbortController().signal,
  call: { ...ACME_CALL, request },
  clock: new ManualClock(),
  progress: new AnswerProgress(),
});
const PAGE = '<!doctype html><html><head><title>Sign in</title></head><body>a long page</body></html>';

const failureOfWhole = (body: string, type = 'text/plain') =>
  readAnswerBody(upstreamAnswerOf(bodyOf(body, type)), terms()).catch((error: unknown) => error);
const failureOfStream = async (body: string, type = 'text/plain') => {
  try {
    const events = await openEvents(upstreamAnswerOf(bodyOf(body, type), { wantsEvents: true }), terms());
    while ((await events.next()).done !== true);
    return null;
  } catch (error) {
    return error;
  }
};
const reasonOf = (failure: unknown) => (failure instanceof GatewayError ? failure.upstreamReason : '');
const bodyOf = (body: string, type: string) => new Response(body, { headers: { 'content-type': type } });

describe('a whole answer', () => {
  const bounded = (body: string) => {
    const limits = { maxBytes: 67_108_864, maxWholeBytes: 16_777_216, maxValues: 2_500_000 };
    return readAnswerBody(upstreamAnswerOf(bodyOf(body, 'application/json'), limits), terms());
  };

  it('may have the log probabilities of 16,000 tokens, with 20 alternatives each', () => {
    const top_logprobs = Array.from({ length: 20 }, () => ({ token: ' a', logprob: -1, bytes: [32] }));
    const content = Array.from({ length: 16_000 }, () => ({ token: ' a', logprob: 0, top_logprobs }));
    const body = Buffer.from(JSON.stringify({ choices: [{ logprobs: { content } }] }));
    // Its shape alone: reading all of it takes seconds on a busy machine.
    expect(new JsonShape(answerShape(2_500_000)).add(body)).toBeNull();
    expect(body.length).toBeLessThan(16_777_216);
  });

  const text = JSON.stringify('a'.repeat(4_500_000));
  it.each([
    [
      'bytes',
      `{"a":"${'a'.repeat(17_000_000)}"}`,
      'more than 16777216 bytes at once (UPSTREAM_MAX_WHOLE_ANSWER_BYTES)',
    ],
    ['values', `[${'[],'.repeat(3_000_000)}0]`, 'more than 2500000 values (UPSTREAM_MAX_ANSWER_VALUES)'],
    ['levels', '['.repeat(1_001), 'more than 1000 levels of nesting'],
  ])('is refused with too many %s, by the name of that limit alone', async (_, body, said) => {
    await expect(bounded(body)).rejects.toMatchObject({
      code: 'provider.invalid_response',
      message: expect.stringMatching(
        new RegExp(`accepted: ${said.replaceAll(/[()]/g, '\\$&')}\\.?$`),
      ) as string,
    });
  });

  it('is refused with more members in one object than any answer has', async () => {
    const members = Array.from({ length: 100_001 }, (_, index) => `"${index}a":0`).join();
    await expect(bounded(`{"text":${text},${members}}`)).rejects.toMatchObject({
      code: 'provider.invalid_response',
    });
  });
});

describe('what came in place of an answer', () => {
  it('is none with more lines of JSON than any answer has', async () => {
    expect(await failureOfWhole('{}\n'.repeat(100_002))).toMatchObject({ code: 'provider.invalid_response' });
  });

  it.each<[string, string, string]>([
    ['the title of a page', PAGE, 'Sign in'],
    ['a message of a server', 'upstream connect error', 'upstream connect error'],
    ['the size of a long text', 'word '.repeat(200), '1000 bytes of plain text'],
    [
      'the size of a text that quotes the prompt',
      'bad request: the secret of the prompt',
      '37 bytes of plain text',
    ],
  ])('is told to the log: %s', async (_, body, upstreamReason) => {
    const expected = { code: 'provider.invalid_response', upstreamReason };
    expect(await failureOfWhole(body)).toMatchObject(expected);
    expect(await failureOfStream(body)).toMatchObject(expected);
  });

  const answer = 'canary answer: bad request of seven foxes';
  const json = JSON.stringify({ choices: [{ message: { content: answer } }] });

  it.each<[string, string]>([
    ['words', answer.replace('bad request', 'the hunt')],
    ['broken JSON', json.slice(0, -1)],
    ['JSON behind a guard', `)]}'\n${json}`],
    ['JSON in a call', `cb(${json})`],
    ['JSON behind a NUL', `\u0000${json}`],
    ['the words of an event', `data: ${answer}\n\n`],
    ['the words of an event of another name', `event: message\ndata: ${answer}\n\n`],
  ])('is told by its shape alone where it may be an answer: %s', async (_, body) => {
    for (const type of ['text/plain', 'application/json', 'text/event-stream']) {
      const told = [await failureOfWhole(body, type), await failureOfStream(body, type)].map(reasonOf);
      expect(told.join()).not.toBe('');
      expect(told.join()).not.toMatch(/canary|foxes/);
    }
  });

  it.each(['application/json', 'application/x-ndjson', 'text/event-stream'])(
    'is told by its shape alone where it is called %s',
    async (type) => {
      const failure = await failureOfWhole('upstream connect error', type);
      expect(failure).toMatchObject({ upstreamReason: '22 bytes of plain text' });
      expect(await failureOfWhole(PAGE, type)).toMatchObject({ upstreamReason: 'a page' });
    },
  );
});
