import { ask, send } from './support/agent-client.js';
import { holdDate } from './support/fixed-date.js';
import { startPair, UPSTREAM_KEY, type GatewayPair } from './support/gateway-pair.js';
import type { RecordedRequest } from './support/scripted-openai/index.js';

const HELLO = { prompt: 'hello there' };

describe('the OpenAI agent', () => {
  holdDate();
  let pair: GatewayPair;
  beforeAll(async () => void (pair = await startPair()));
  afterAll(() => pair.close());

  const sentFor = async (body: object): Promise<RecordedRequest['body']> => {
    expect(await ask(pair.gateway, body)).toMatchObject({ status: 200 });
    return (await pair.upstream.nextRequest()).body;
  };

  describe('asked with nothing but a prompt', () => {
    it('answers as gpt-o3-mini, from a model that is alive, with a text', async () => {
      const { status, headers, body } = await ask(pair.gateway, HELLO);
      expect(status).toBe(200);
      expect(body).toEqual({
        status: 'success',
        message: 'You said: hello there',
        model: 'gpt-o3-mini',
        usage: {
          prompt_tokens: 8,
          completion_tokens: 644,
          total_tokens: 652,
          cached_tokens: 0,
          reasoning_tokens: 640,
        },
        provider: 'openai',
        provider_model: 'gpt-6-luna',
        finish_reason: 'stop',
        warnings: [],
        // 8 tokens in at $0.10 and 644 out at $0.50 per million.
        cost_usd: '0.0003228',
        cost_source: 'price_table',
        attempts: 1,
        request_id: headers.get('x-request-id'),
      });
      expect((await pair.upstream.nextRequest()).body).toEqual({
        model: 'gpt-6-luna',
        messages: [{ role: 'user', content: 'hello there' }],
        max_completion_tokens: 8192,
      });
    });

    it('passes on counts as they were reported, and null where none was', async () => {
      pair.upstream.next(
        { usage: { prompt_tokens: 10, completion_tokens: 20, prompt_tokens_details: { cached_tokens: 7 } } },
        { usage: null },
        { usage: 'missing' },
      );
      const usages = [];
      for (let turn = 0; turn < 3; turn += 1) {
        usages.push((await ask(pair.gateway, HELLO)).body['usage']);
        await pair.upstream.nextRequest();
      }
      const nothing = {
        prompt_tokens: null,
        completion_tokens: null,
        total_tokens: null,
        cached_tokens: null,
        reasoning_tokens: null,
      };
      expect(usages).toEqual([
        {
          prompt_tokens: 10,
          completion_tokens: 20,
          total_tokens: 30,
          cached_tokens: 7,
          reasoning_tokens: 640,
        },
        nothing,
        nothing,
      ]);
    });

    it('says so when the model refuses to answer', async () => {
      pair.upstream.next({ refusal: 'I cannot help with that.' });
      const { body } = await ask(pair.gateway, HELLO);
      expect(body).toMatchObject({ status: 'success', message: 'I cannot help with that.' });
      await pair.upstream.nextRequest();
    });
  });

  describe('asking gpt-4o', () => {
    it.each([
      ['the defaults', {}, { max_tokens: 100, temperature: 0.7 }],
      [
        'what the caller set',
        { max_tokens: 7, temperature: 1.3, strict: true },
        { max_tokens: 7, temperature: 1.3 },
      ],
      [
        'zero and the largest',
        { max_tokens: 2_147_483_647, temperature: 0 },
        { max_tokens: 2_147_483_647, temperature: 0 },
      ],
      [
        'the defaults for null',
        { max_tokens: null, temperature: null },
        { max_tokens: 100, temperature: 0.7 },
      ],
    ])('sends %s untouched', async (_what, extra, parameters) => {
      const messages = [{ role: 'user', content: 'hello there' }];
      expect(await sentFor({ ...HELLO, model: 'gpt-4o', ...extra })).toEqual({
        model: 'gpt-4o',
        messages,
        ...parameters,
      });
    });

    it('sends the system instruction before the prompt', async () => {
      expect(await sentFor({ ...HELLO, model: 'gpt-4o', system: 'Be brief.' })).toMatchObject({
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'hello there' },
        ],
      });
    });

    it('sends a conversation as it is, in order', async () => {
      const messages = [
        { role: 'system', content: '' },
        { role: 'user', content: 'one' },
        { role: 'assistant', content: ' two\n' },
        { role: 'user', content: 'three' },
      ];
      expect(await sentFor({ messages, model: 'gpt-4o' })).toMatchObject({ messages });
    });

    it('cuts the answer at max_tokens and says why it ends', async () => {
      const { body } = await ask(pair.gateway, { ...HELLO, model: 'gpt-4o', max_tokens: 2 });
      expect(body).toMatchObject({ message: 'You said:', finish_reason: 'length', provider: 'openai' });
      await pair.upstream.nextRequest();
    });
  });

  describe('asking a reasoning model with parameters that it refuses', () => {
    const parameters = { ...HELLO, max_tokens: 2000, temperature: 0.7 };
    const renamed = {
      parameter: 'max_tokens',
      action: 'renamed',
      reason:
        'gpt-6-luna: reasoning models refuse max_tokens; it is sent as max_completion_tokens, which counts reasoning and text together',
    };
    const dropped = {
      parameter: 'temperature',
      action: 'dropped',
      reason: 'gpt-6-luna: this model accepts no other value than 1',
    };

    it('adapts them and warns of each', async () => {
      const { body } = await ask(pair.gateway, parameters);
      expect(body).toMatchObject({ status: 'success', message: 'You said: hello there' });
      expect(body['warnings']).toEqual([renamed, dropped]);
      const sent = (await pair.upstream.nextRequest()).body;
      expect(sent).toMatchObject({ max_completion_tokens: 2000 });
      expect(sent).not.toHaveProperty('temperature');
      expect(sent).not.toHaveProperty('max_tokens');
    });

    it('keeps a temperature that the family accepts, and drops it where the family has none', async () => {
      expect(await sentFor({ ...HELLO, temperature: 1 })).toMatchObject({ temperature: 1 });
      const { body } = await ask(pair.gateway, { ...HELLO, model: 'o1', temperature: 1 });
      expect(body['warnings']).toEqual([
        { parameter: 'temperature', action: 'dropped', reason: 'o1: this model refuses temperature' },
      ]);
      await pair.upstream.nextRequest();
    });

    it.each([
      ['max_tokens', { ...HELLO, strict: true, max_tokens: 2000 }],
      ['temperature', { ...HELLO, strict: true, temperature: 0.7 }],
    ])('refuses %s instead when strict, and the provider is not asked', async (param, body) => {
      const before = pair.upstream.requests.length;
      const answer = await ask(pair.gateway, body);
      expect(answer).toMatchObject({
        status: 400,
        body: { model: 'gpt-o3-mini', error: { code: 'request.invalid', param } },
      });
      expect(answer.body.message).toContain(param);
      expect(pair.upstream.requests).toHaveLength(before);
    });

    it('says that reasoning took the whole allowance, when it did', async () => {
      const { status, body } = await ask(pair.gateway, { ...HELLO, max_tokens: 100 });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        status: 'success',
        message: '',
        finish_reason: 'length',
        usage: { completion_tokens: 100, reasoning_tokens: 100 },
      });
      expect(body['warnings']).toEqual([
        renamed,
        {
          parameter: 'max_tokens',
          action: 'exhausted',
          reason: 'the token limit was spent before any text was written; raise max_tokens',
        },
      ]);
      await pair.upstream.nextRequest();
    });
  });

  it('answers many callers at once, each with its own text', async () => {
    const texts = Array.from({ length: 40 }, (_, index) => `caller-${index}`);
    const answers = await Promise.all(texts.map((prompt) => send(pair.gateway, { prompt, model: 'gpt-4o' })));
    const bodies = await Promise.all(answers.map((answer) => answer.json() as Promise<{ message: string }>));
    expect(bodies.map(({ message }) => message)).toEqual(texts.map((text) => `You said: ${text}`));
    const keys = pair.upstream.requests.map(({ headers }) => headers.authorization);
    expect(new Set(keys)).toEqual(new Set([`Bearer ${UPSTREAM_KEY}`]));
  });
});
