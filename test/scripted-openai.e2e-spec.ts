import { connect } from 'node:net';
import OpenAI from 'openai';
import {
  answerTooShort,
  createGate,
  cutAfterBytes,
  cutAfterFrames,
  errorAfterFrames,
  gated,
  hangAfterFrames,
  hangAfterHeaders,
  hugeAnswer,
  htmlPage,
  inSingleBytes,
  neverAnswer,
  quotaSpent,
  rateLimited,
  redirect,
  resetBeforeAnswer,
  startScriptedOpenAi,
  stream,
  withCrlf,
  withoutDone,
  withoutFinish,
} from './support/scripted-openai/index.js';
import type { JsonObject, ScriptedOpenAi } from './support/scripted-openai/index.js';

const KEY = 'sk-test-upstream';
const ANY_TEXT: unknown = expect.any(String);
const HELLO = [{ role: 'user', content: 'hello there' }];

describe('scripted OpenAI', () => {
  let upstream: ScriptedOpenAi;

  beforeEach(async () => {
    upstream = await startScriptedOpenAi();
  });
  afterEach(() => upstream.close());

  const post = (body: JsonObject, init: RequestInit = {}): Promise<Response> =>
    fetch(`${upstream.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
      body: JSON.stringify({ messages: HELLO, ...body }),
      redirect: 'manual',
      ...init,
    });
  const refusalOf = async (body: JsonObject): Promise<unknown> => {
    const response = await post(body);
    const { error } = (await response.json()) as { error: object };
    return { status: response.status, ...error };
  };
  const streamed = async (body: JsonObject = {}): Promise<string> =>
    (await post({ model: 'gpt-4o', stream: true, ...body })).text();

  describe('a good request', () => {
    it('is answered in the full shape, with the headers of the real one', async () => {
      const response = await post({ model: 'gpt-4o', max_tokens: 100, temperature: 0.7 });
      expect(response.status).toBe(200);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'x-request-id': 'req_scripted_000001',
        'openai-organization': 'org-scripted',
        'x-ratelimit-reset-tokens': '6m0s',
        server: 'cloudflare',
        'set-cookie': ANY_TEXT,
      });
      expect(await response.json()).toEqual({
        id: 'chatcmpl-scripted00000001',
        object: 'chat.completion',
        created: 1_790_000_000,
        model: 'gpt-4o-2024-08-06',
        choices: [
          {
            index: 0,
            message: {
              role: 'assistant',
              content: 'You said: hello there',
              refusal: null,
              annotations: [],
            },
            logprobs: null,
            finish_reason: 'stop',
          },
        ],
        usage: {
          prompt_tokens: 8,
          completion_tokens: 4,
          total_tokens: 12,
          prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
          completion_tokens_details: {
            reasoning_tokens: 0,
            audio_tokens: 0,
            accepted_prediction_tokens: 0,
            rejected_prediction_tokens: 0,
          },
        },
        service_tier: 'default',
        system_fingerprint: 'fp_scripted',
      });
    });

    it('is recorded as it came over the wire', async () => {
      await post({ model: 'gpt-4o' });
      const recorded = await upstream.nextRequest();
      expect(recorded).toBe(upstream.requests[0]);
      expect(recorded).toMatchObject({
        method: 'POST',
        path: '/v1/chat/completions',
        headers: { authorization: `Bearer ${KEY}` },
        body: { model: 'gpt-4o', messages: HELLO },
      });
      expect(recorded.rawHeaders).toContain(`Bearer ${KEY}`);
      expect(await recorded.closed).toEqual({ aborted: false });
    });

    it('is cut by max_tokens on a model that does not reason', async () => {
      const answer = await (await post({ model: 'gpt-4.1', max_tokens: 2 })).json();
      expect(answer).toMatchObject({
        choices: [{ message: { content: 'You said:' }, finish_reason: 'length' }],
        usage: { completion_tokens: 2 },
      });
    });

    it.each([
      [100, '', 'length', 100, 100],
      [640, '', 'length', 640, 640],
      [642, 'You said:', 'length', 642, 640],
      [2000, 'You said: hello there', 'stop', 644, 640],
    ])(
      'with %i completion tokens gets what reasoning leaves: "%s"',
      async (limit, content, reason, all, spent) => {
        const answer = await (await post({ model: 'gpt-6-luna', max_completion_tokens: limit })).json();
        expect(answer).toMatchObject({
          choices: [{ message: { content }, finish_reason: reason }],
          usage: { completion_tokens: all, completion_tokens_details: { reasoning_tokens: spent } },
        });
      },
    );

    it('can be answered with other words, numbers or nothing', async () => {
      upstream.reply({ text: 'Bonjour', usage: { prompt_tokens: 10, completion_tokens: 20 } });
      upstream.next({ usage: null }, { usage: 'missing' }, { choices: 'none' }, { refusal: 'No.' });
      const answers = [];
      for (let turn = 0; turn < 5; turn += 1) answers.push(await (await post({ model: 'gpt-4o' })).json());
      expect(answers[0]).toHaveProperty('usage', null);
      expect(answers[1]).not.toHaveProperty('usage');
      expect(answers[2]).toHaveProperty('choices', []);
      expect(answers[3]).toMatchObject({ choices: [{ message: { content: null, refusal: 'No.' } }] });
      expect(answers[4]).toMatchObject({
        choices: [{ message: { content: 'Bonjour' } }],
        usage: { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 },
      });
    });
  });

  describe('a request that OpenAI would not take', () => {
    it.each(['o3-mini', 'o4-mini', 'gpt-4.1-nano', 'gpt-4', 'gpt-3.5-turbo', 'gpt-o3-mini'])(
      'names the dead or unknown model %s: 404',
      async (model) => {
        expect(await refusalOf({ model })).toEqual({
          status: 404,
          message: `The model \`${model}\` does not exist or you do not have access to it.`,
          type: 'invalid_request_error',
          param: null,
          code: 'model_not_found',
        });
      },
    );

    const noMaxTokens =
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    const onlyOne = (value: number): string =>
      `Unsupported value: 'temperature' does not support ${value} with this model. Only the default (1) value is supported.`;
    it.each([
      ['gpt-6-luna', { max_tokens: 100 }, 'max_tokens', 'unsupported_parameter', noMaxTokens],
      ['o3', { max_tokens: 100 }, 'max_tokens', 'unsupported_parameter', noMaxTokens],
      ['gpt-5-mini', { temperature: 0.7 }, 'temperature', 'unsupported_value', onlyOne(0.7)],
      ['o1', { temperature: 1 }, 'temperature', 'unsupported_parameter', ANY_TEXT],
      ['gpt-5', { top_p: 0.5 }, 'top_p', 'unsupported_value', ANY_TEXT],
      ['gpt-5-mini', { stop: 'x' }, 'stop', 'unsupported_parameter', ANY_TEXT],
      ['gpt-5', { presence_penalty: 1 }, 'presence_penalty', 'unsupported_value', ANY_TEXT],
      ['gpt-5.6-luna', { tools: [{}] }, 'reasoning_effort', null, ANY_TEXT],
      ['gpt-4o', { temperature: 2.1 }, 'temperature', 'decimal_above_max_value', ANY_TEXT],
      ['gpt-4o', { max_tokens: 0 }, 'max_tokens', 'invalid_value', ANY_TEXT],
      ['gpt-4o', { stream_options: {} }, 'stream_options', null, ANY_TEXT],
      ['gpt-4o', { messages: [] }, 'messages', 'empty_array', ANY_TEXT],
      ['gpt-4o', { foo: 1 }, null, null, 'Unrecognized request argument supplied: foo'],
      [
        'gpt-4o',
        { reasoning_effort: 'low' },
        null,
        null,
        'Unrecognized request argument supplied: reasoning_effort',
      ],
    ])('sends %s %j: 400', async (model, extra, param, code, message) => {
      expect(await refusalOf({ model, ...extra })).toEqual({
        status: 400,
        message,
        type: 'invalid_request_error',
        param,
        code,
      });
    });

    it.each([
      ['gpt-6-luna', { temperature: 1, top_p: 1 }],
      ['gpt-5.1', { temperature: 0.2, reasoning_effort: 'none' }],
      ['gpt-5.4', { tools: [{}] }],
      ['gpt-4o', { temperature: null, max_tokens: null }],
    ])('does not cover what %s accepts: %j', async (model, extra) => {
      expect((await post({ model, ...extra })).status).toBe(200);
    });

    it('has a wrong key: 401 with that key in the message', async () => {
      const headers = { 'content-type': 'application/json', authorization: 'Bearer sk-canary' };
      const response = await post({ model: 'gpt-4o' }, { headers });
      expect(response.status).toBe(401);
      expect(await response.text()).toContain('Incorrect API key provided: sk-canary.');
    });
  });

  describe('a stream', () => {
    const dataOf = (text: string): string[] =>
      text.split('\n\n').flatMap((frame) => (frame === '' ? [] : [frame.replace(/^data: /, '')]));

    it('goes role, pieces, finish, usage when asked for, [DONE]', async () => {
      upstream.reply({ pieces: ['Bon', 'jour'] });
      const data = dataOf(await streamed({ stream_options: { include_usage: true } }));
      expect(data.pop()).toBe('[DONE]');
      const chunks = data.map((text) => JSON.parse(text) as { choices: object[]; usage: unknown });
      expect(chunks.map(({ choices }) => choices)).toEqual([
        [expect.objectContaining({ delta: { role: 'assistant', content: '', refusal: null } })],
        [expect.objectContaining({ delta: { content: 'Bon' }, finish_reason: null })],
        [expect.objectContaining({ delta: { content: 'jour' }, finish_reason: null })],
        [expect.objectContaining({ delta: {}, finish_reason: 'stop' })],
        [],
      ]);
      expect(chunks.slice(0, 4).every(({ usage }) => usage === null)).toBe(true);
      expect(chunks[4]?.usage).toMatchObject({ completion_tokens: 2 });
    });

    it('has no usage unless asked for, and filler unless told not to', async () => {
      const text = await streamed();
      expect(text).not.toContain('"usage"');
      expect(text).toContain('"obfuscation"');
      expect(await streamed({ stream_options: { include_obfuscation: false } })).not.toContain(
        '"obfuscation"',
      );
    });

    it('can stop without [DONE], without a finish, or with an error', async () => {
      upstream.next({ stream: withoutDone() }, { stream: withoutFinish() }, { stream: errorAfterFrames(2) });
      const [noDone, noFinish, failed] = [await streamed(), await streamed(), await streamed()];
      expect(noDone).toContain('"finish_reason":"stop"');
      expect(noDone).not.toContain('[DONE]');
      expect(noFinish).toContain('there');
      expect(noFinish).not.toMatch(/"finish_reason":"stop"|\[DONE\]/);
      expect(dataOf(failed ?? '')).toHaveLength(3);
      expect(dataOf(failed ?? '')[2]).toMatch(/^\{"error":\{"message"/);
    });

    it('holds each frame until the test opens its gate', async () => {
      const gates = [createGate(), createGate(), createGate()];
      upstream.next({ pieces: ['a', 'b'], stream: gated(...gates.map(({ opened }) => opened)) });
      const reader = (await post({ model: 'gpt-4o', stream: true })).body?.getReader();
      for (const [index, part] of ['"role"', '"content":"a"', '"content":"b"'].entries()) {
        gates[index]?.open();
        expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toContain(part);
      }
    });

    it('writes single bytes and CRLF without changing a character', async () => {
      upstream.reply({ text: 'né 👩‍👩‍👧' });
      const whole = dataOf(await streamed());
      upstream.next(
        { text: 'né 👩‍👩‍👧', stream: inSingleBytes() },
        { text: 'né 👩‍👩‍👧', stream: { ...inSingleBytes(), ...withCrlf() } },
      );
      const withoutId = (data: string[]): string[] => data.map((text) => text.replace(/scripted\d+/, ''));
      expect(withoutId(dataOf(await streamed()))).toEqual(withoutId(whole));
      const crlf = await streamed();
      expect(crlf).toContain('\r\n\r\n');
      expect(withoutId(dataOf(crlf.replaceAll('\r\n', '\n')))).toEqual(withoutId(whole));
    });

    it.each([
      ['2 frames', cutAfterFrames(2), (text: string) => dataOf(text).length],
      ['100 bytes', cutAfterBytes(100), (text: string) => text.length],
    ])('can be cut after exactly %s, which is not the doing of the peer', async (what, plan, count) => {
      upstream.next({ stream: plan });
      const { body } = await post({ model: 'gpt-4o', stream: true });
      let text = '';
      const reading = async (): Promise<void> => {
        for await (const part of body ?? []) text += Buffer.from(part).toString();
      };
      await expect(reading()).rejects.toThrow();
      expect(count(text)).toBe(Number.parseInt(what, 10));
      expect(await (await upstream.nextRequest()).closed).toEqual({ aborted: false });
    });

    it('notices a peer that leaves in the silence', async () => {
      upstream.next({ stream: hangAfterFrames(1) });
      const leaving = new AbortController();
      const response = await post({ model: 'gpt-4o', stream: true }, { signal: leaving.signal });
      await response.body?.getReader().read();
      leaving.abort();
      const recorded = await upstream.nextRequest();
      expect(await recorded.closed).toEqual({ aborted: true });
      expect(recorded.aborted).toBe(true);
    });

    it('is read by the official client', async () => {
      const client = new OpenAI({ apiKey: KEY, baseURL: upstream.baseUrl, maxRetries: 0 });
      const messages = [{ role: 'user' as const, content: 'hello there' }];
      let text = '';
      for await (const chunk of await client.chat.completions.create({
        model: 'o3',
        messages,
        stream: true,
      })) {
        text += chunk.choices[0]?.delta.content ?? '';
      }
      expect(text).toBe('You said: hello there');
      const refused = client.chat.completions.create({ model: 'gpt-6-luna', messages, max_tokens: 5 });
      await expect(refused).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter' });
    });
  });

  describe('a scripted fault', () => {
    it('comes once, and then the model answers again', async () => {
      upstream.next(rateLimited('7'), quotaSpent(), htmlPage(200), redirect('http://127.0.0.1:9/'));
      const seen = [];
      for (let turn = 0; turn < 5; turn += 1) {
        const { status, headers } = await post({ model: 'gpt-4o' });
        seen.push([
          status,
          headers.get('retry-after') ?? headers.get('location') ?? headers.get('content-type'),
        ]);
      }
      expect(seen).toEqual([
        [429, '7'],
        [429, 'application/json'],
        [200, 'text/html; charset=UTF-8'],
        [302, 'http://127.0.0.1:9/'],
        [200, 'application/json'],
      ]);
    });

    it.each([
      ['a body shorter than promised', answerTooShort('{"id":', 10)],
      ['a reset', resetBeforeAnswer()],
    ])('breaks the connection: %s', async (_name, script) => {
      upstream.next(script);
      await expect(post({ model: 'gpt-4o' }).then((response) => response.text())).rejects.toThrow();
    });

    it.each([
      ['before', neverAnswer()],
      ['after', hangAfterHeaders()],
    ])('hangs %s the headers until the peer leaves', async (_when, script) => {
      upstream.next(script);
      const leaving = new AbortController();
      const answer = post({ model: 'gpt-4o' }, { signal: leaving.signal }).then((response) =>
        response.text(),
      );
      const recorded = await upstream.nextRequest();
      leaving.abort();
      await expect(answer).rejects.toThrow();
      expect(await recorded.closed).toEqual({ aborted: true });
    });

    it('sends answers of any size, and any bytes as a stream', async () => {
      upstream.next(hugeAnswer(3), stream(['data: {garbage\n\n', ': note\n\n']));
      const huge = (await (await post({ model: 'gpt-4o' })).json()) as {
        choices: { message: { content: string } }[];
      };
      expect(huge.choices[0]?.message.content).toHaveLength(3 * 1_048_576);
      expect(await streamed()).toBe('data: {garbage\n\n: note\n\n');
    });
  });

  it('lists its models with their last day, and takes no script for that', async () => {
    upstream.next(neverAnswer());
    const headers = { authorization: `Bearer ${KEY}` };
    const list = await (await fetch(`${upstream.baseUrl}/models`, { headers })).json();
    expect(list).toHaveProperty('object', 'list');
    expect((list as { data: unknown }).data).toEqual(
      expect.arrayContaining([
        {
          id: 'gpt-4o',
          object: 'model',
          created: 1_760_000_000,
          owned_by: 'system',
          shutdown_date: '2027-01-14',
        },
        expect.objectContaining({ id: 'gpt-6-luna', shutdown_date: null }),
      ]),
    );
  });

  it('records a request whose body breaks off as one whose peer left', async () => {
    const socket = connect(Number(new URL(upstream.baseUrl).port), '127.0.0.1');
    socket.write('POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{"mod');
    socket.end();
    const recorded = await upstream.nextRequest();
    expect(recorded.rawBody.toString()).toBe('{"mod');
    expect(await recorded.closed).toEqual({ aborted: true });
  });

  it('closes with requests still hanging, and lets go of every socket', async () => {
    const other = await startScriptedOpenAi({ apiKey: 'sk-other' });
    other.reply(neverAnswer());
    const answer = fetch(`${other.baseUrl}/chat/completions`, { method: 'POST', body: '{' });
    const recorded = await other.nextRequest();
    expect([recorded.body, recorded.rawBody.toString(), other.openSockets]).toEqual([undefined, '{', 1]);
    await Promise.all([expect(answer).rejects.toThrow(), other.close()]);
    expect(await recorded.closed).toEqual({ aborted: false });
    expect(other.openSockets).toBe(0);
  });

  it('fails the test when a script is wrong', async () => {
    const other = await startScriptedOpenAi({ apiKey: KEY });
    other.next({ stream: withoutDone() });
    const client = new OpenAI({ apiKey: KEY, baseURL: other.baseUrl, maxRetries: 0 });
    const messages = [{ role: 'user' as const, content: 'hello' }];
    await expect(client.chat.completions.create({ model: 'gpt-4o', messages })).rejects.toThrow();
    await expect(other.close()).rejects.toThrow('a stream was scripted, but the request asked for none');
  });
});
