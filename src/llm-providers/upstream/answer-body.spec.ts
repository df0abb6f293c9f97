import { upstreamAnswerOf } from '../../common/http/testing/response-fetch.js';
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

const failureOfWhole = (body: string) =>
  readAnswerBody(upstreamAnswerOf(new Response(body)), terms()).catch((error: unknown) => error);
const failureOfStream = async (body: string) => {
  try {
    const events = await openEvents(upstreamAnswerOf(new Response(body), { wantsEvents: true }), terms());
    while ((await events.next()).done !== true);
    return null;
  } catch (error) {
    return error;
  }
};

describe('what came in place of an answer', () => {
  it.each<[string, string, string | null]>([
    ['the title of a page', PAGE, 'Sign in'],
    ['a short text', 'upstream connect error', 'upstream connect error'],
    ['nothing of a text that may be an answer', 'word '.repeat(200), null],
    ['nothing of a text that quotes the prompt', 'no: the secret of the prompt', null],
  ])('is told to the log: %s', async (_, body, upstreamReason) => {
    const expected = { code: 'provider.invalid_response', upstreamReason };
    expect(await failureOfWhole(body)).toMatchObject(expected);
    expect(await failureOfStream(body)).toMatchObject(expected);
  });

  it('is not told where it is broken JSON, which may hold an answer', async () => {
    expect(await failureOfWhole('{"choices":[{"message":{"content":"words"')).toMatchObject({
      upstreamReason: null,
    });
    expect(await failureOfStream('data: {"choices":[{"delta"\n\n')).toMatchObject({ upstreamReason: null });
    expect(await failureOfStream('data: gibberish\n\n')).toMatchObject({ upstreamReason: 'gibberish' });
  });
});
