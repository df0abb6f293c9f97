import OpenAI, { APIError, BadRequestError, NotFoundError } from 'openai';
import { startPair, type GatewayPair } from '../support/gateway-pair.js';
import {
  answerBytes,
  answerJson,
  cutAfterFrames,
  errorAfterFrames,
  withoutFinish,
} from '../support/scripted-openai/index.js';

const MODEL = 'gpt-3.5-turbo-instruct';
const ASKED = { model: MODEL, prompt: 'Once upon a time' } as const;

type Params = OpenAI.CompletionCreateParamsNonStreaming;

function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'it answered',
    (thrown: unknown) => thrown,
  );
}

describe("OpenAI's SDK with a changed base URL, asking for completions of texts", () => {
  let pair: GatewayPair;
  let client: OpenAI;
  beforeAll(async () => {
    pair = await startPair({ UPSTREAM_MAX_RETRIES: '0', GEMINI_API_KEY: 'gemini-canary-0123456789' });
    client = new OpenAI({ apiKey: 'none', baseURL: `${pair.gateway.url}/v1`, maxRetries: 0 });
  });
  afterAll(() => pair.close());

  it('gets an answer as the provider wrote it, and sends what it wrote', async () => {
    pair.upstream.next({ text: ' there was a gateway.' });
    const asked = { ...ASKED, n: 2, best_of: 3, echo: false, suffix: 'The end.', logprobs: 2, max_tokens: 9 };
    const { data, response } = await client.completions.create(asked).withResponse();
    const choice = { text: ' there was a gateway.', logprobs: null, finish_reason: 'stop' };
    expect(data).toEqual({
      id: 'cmpl-scripted',
      object: 'text_completion',
      created: 1_790_000_000,
      model: MODEL,
      choices: [
        { ...choice, index: 0 },
        { ...choice, index: 1 },
      ],
      usage: { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 },
    });
    expect(pair.upstream.requests.at(-1)?.body).toEqual(asked);
    expect(response.headers.get('x-tollgate-provider')).toBe('openai');
    const line = await pair.gateway.logLine(({ route }) => route === '/v1/completions');
    expect(line).toMatchObject({ outcome: 'finished', prompt_tokens: 5, completion_tokens: 7 });
  });

  it('gets an empty text where the model had nothing to add', async () => {
    pair.upstream.next({ text: '' });
    const { choices } = await client.completions.create({ ...ASKED, prompt: ['a', 'b'] });
    expect(choices[0]).toMatchObject({ text: '', finish_reason: 'stop' });
  });

  it.each([
    ['empty', '', { prompt: '' }],
    ['null', null, {}],
  ])('goes on from the beginning of a document where its prompt is %s', async (_what, prompt, sent) => {
    const asked = { model: MODEL, suffix: ' was a gateway.' };
    const { choices } = await client.completions.create({ ...asked, prompt });
    expect(choices).toHaveLength(1);
    expect(pair.upstream.requests.at(-1)?.body).toEqual({ ...asked, ...sent });
  });

  it('gets the whole text where the provider answered with a stream all the same', async () => {
    const chunk = (text: string, finish_reason: string | null, logprob: number) => ({
      id: 'cmpl-1',
      object: 'text_completion',
      created: 1_790_000_000,
      model: MODEL,
      choices: [{ text, index: 0, logprobs: { tokens: [text], token_logprobs: [logprob] }, finish_reason }],
    });
    const chunks = [chunk(' there was', null, -1), chunk(' a gateway.', null, -2), chunk('', 'stop', -3)];
    const events = [...chunks.map((one) => JSON.stringify(one)), '[DONE]'];
    pair.upstream.next(answerBytes('text/event-stream', events.map((data) => `data: ${data}\n\n`).join('')));
    const { choices } = await client.completions.create(ASKED);
    expect(choices).toEqual([
      {
        text: ' there was a gateway.',
        index: 0,
        logprobs: { tokens: [' there was', ' a gateway.', ''], token_logprobs: [-1, -2, -3] },
        finish_reason: 'stop',
      },
    ]);
  });

  it('gets a stream, without usage unless it asks for it', async () => {
    for (const wantsUsage of [false, true]) {
      pair.upstream.next({ text: ' there was a gateway.' });
      const stream = await client.completions.create({
        ...ASKED,
        stream: true,
        ...(wantsUsage && { stream_options: { include_usage: true } }),
      });
      const chunks = [];
      for await (const chunk of stream) chunks.push(chunk);
      expect(chunks.map(({ choices }) => choices[0]?.text ?? '').join('')).toBe(' there was a gateway.');
      expect(chunks[0]).toEqual({
        id: 'cmpl-scripted',
        object: 'text_completion',
        created: 1_790_000_000,
        model: MODEL,
        choices: [{ text: ' there', index: 0, logprobs: null, finish_reason: null }],
        ...(wantsUsage && { usage: null }),
      });
      expect(chunks.filter(({ usage }) => usage)).toHaveLength(wantsUsage ? 1 : 0);
      expect(chunks.at(-1)?.choices).toHaveLength(wantsUsage ? 0 : 1);
    }
  });

  it.each([
    ['is cut', cutAfterFrames(2)],
    ['stops without a reason', withoutFinish()],
    ['reports an error', errorAfterFrames(2)],
  ])('throws for a stream that %s', async (_what, plan) => {
    pair.upstream.next({ text: 'Hi there, and good day!', stream: plan });
    const stream = await client.completions.create({ ...ASKED, stream: true });
    const read = async () => {
      for await (const chunk of stream) expect(chunk.object).toBe('text_completion');
    };
    await expect(read()).rejects.toThrow(APIError);
  });

  it.each<[string, object, abstract new (...args: never[]) => Error, object]>([
    ['no prompt', { prompt: undefined }, BadRequestError, { param: 'prompt' }],
    ['a temperature of 3', { temperature: 3 }, BadRequestError, { param: 'temperature' }],
    ['options without a stream', { stream_options: {} }, BadRequestError, { param: 'stream_options' }],
    ['a chat model', { model: 'gpt-6-luna' }, NotFoundError, { message: /v1\/chat\/completions/ }],
    [
      'a model of Gemini',
      { model: 'gemini-3.5-flash' },
      BadRequestError,
      { param: 'model', message: /Gemini has no text completions; use \/v1\/chat\/completions/ },
    ],
    [
      'a simulated model',
      { model: 'sandbox/sim/echo', stream: true },
      BadRequestError,
      { message: /\/v1\/chat\/completions/ },
    ],
  ])(
    'throws as at OpenAI for %s',
    async (_what, fields, type, { message, ...expected }: { message?: RegExp }) => {
      const error = await failureOf(client.completions.create({ ...ASKED, ...fields } as Params));
      expect(error).toBeInstanceOf(type);
      expect(error).toMatchObject({ type: 'invalid_request_error', ...expected });
      expect((error as Error).message).toMatch(message ?? /./);
    },
  );

  it.each([
    ['a page', answerBytes('text/html', '<html><title>404 Not Found</title></html>', 404)],
    [
      'a wrong address',
      answerJson(404, { error: { message: 'Unknown request URL: POST /v1/completions.' } }),
    ],
    ['a wrong method', answerJson(405, { detail: 'Method Not Allowed' })],
  ])('is sent to chat completions where the provider answers %s', async (_what, script) => {
    for (const stream of [false, true]) {
      pair.upstream.next(script);
      const error = await failureOf(client.completions.create({ ...ASKED, stream }));
      expect(error).toBeInstanceOf(BadRequestError);
      expect((error as Error).message).toContain('/v1/chat/completions');
    }
  });
});
