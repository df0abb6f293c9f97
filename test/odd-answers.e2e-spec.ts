import { ask } from './support/agent-client.js';
import { readStream } from './support/agent-events.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { answerBytes, sseFrame, stream, type Script } from './support/scripted-openai/index.js';

const HELLO = { prompt: 'hello there', model: 'gpt-6-luna' };
const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

const choice = (fields: object) => ({ index: 0, finish_reason: null, ...fields });
const chunk = (fields: object, more: object = {}) => ({
  id: 'c',
  object: 'chat.completion.chunk',
  model: 'gpt-6-luna',
  choices: [choice(fields)],
  ...more,
});
const said = (content: string, reason: string | null = null) =>
  chunk({ delta: { content }, finish_reason: reason });
const stop = chunk({ delta: {}, finish_reason: 'stop' }, { usage: USAGE });
const whole = (fields: object) => ({
  id: 'c',
  object: 'chat.completion',
  model: 'gpt-6-luna',
  choices: [choice({ finish_reason: 'stop', ...fields })],
  usage: USAGE,
});
const HI = whole({ message: { role: 'assistant', content: 'hi you' } });
const frames = (...data: readonly unknown[]) => data.map((one) => sseFrame(one)).join('');
const bytes = (body: string, type = 'text/event-stream') => answerBytes(type, body);

/** Each comes to the same text, count and end, whole and streamed. */
const ANSWERS: readonly (readonly [string, () => Script])[] = [
  ['JSON called text/plain', () => bytes(JSON.stringify(HI), 'text/plain')],
  ['JSON called a stream', () => bytes(JSON.stringify(HI, null, 2))],
  ['a whole answer', () => bytes(JSON.stringify(HI), 'application/json')],
  ['a stream', () => stream([frames(said('hi'), said(' you'), stop, '[DONE]')])],
  ['a stream called JSON', () => bytes(frames(said('hi'), said(' you'), stop), 'application/json')],
  [
    'content in parts',
    () => bytes(JSON.stringify(whole({ message: { content: ['hi', ' you'] } })), 'application/json'),
  ],
  [
    'the text of older completions',
    () => bytes(frames(chunk({ text: 'hi' }), chunk({ text: ' you' }), stop)),
  ],
  ['messages for deltas', () => bytes(frames(chunk({ message: { content: 'hi you' } }), stop))],
  ['places that are null', () => bytes(frames(chunk({ index: null, delta: { content: 'hi you' } }), stop))],
  [
    'an error that says nothing',
    () => bytes(JSON.stringify({ ...HI, error: { message: null } }), 'application/json'),
  ],
  ['words behind a reason to end', () => bytes(frames(said('hi', 'stop'), said(' you', 'stop'), stop))],
  [
    'pings, comments and empty data',
    () =>
      bytes(`event: ping\ndata:\n\n${frames(said('hi'), ': OPENROUTER PROCESSING', said(' you'), '', stop)}`),
  ],
  ['data that hold no object', () => bytes(frames(null, said('hi'), [], said(' you'), true, '"ping"', stop))],
  [
    'events of other names that tell of no failure',
    () =>
      bytes(
        `event: status\n${frames({ message: 'queue position 3' }, said('hi you'), stop)}event: sources\n${frames({ detail: 'a book' })}`,
      ),
  ],
  ['no empty line behind its last event', () => bytes(frames(said('hi you'), stop).trimEnd())],
  [
    'a connection that breaks behind reason and count',
    () => stream([frames(said('hi you'), stop)], { ending: 'cut' }),
  ],
];

describe('an upstream that answers in another form', () => {
  let pair: GatewayPair;
  beforeAll(async () => void (pair = await startPair({ UPSTREAM_MAX_WHOLE_ANSWER_BYTES: '2000000' })));
  afterAll(() => pair.close());

  const good = { status: 'success', message: 'hi you', finish_reason: 'stop', usage: USAGE };

  it.each(ANSWERS)('is understood with %s', async (_, script) => {
    pair.upstream.next(script());
    expect(await ask(pair.gateway, HELLO)).toMatchObject({ status: 200, body: good });
    pair.upstream.next(script());
    const { names, text, end } = await readStream(pair.gateway, HELLO);
    expect([names.at(-1), text, end]).toMatchObject(['done', 'hi you', good]);
  });

  it.each<[string, string]>([
    ['an object for its text', JSON.stringify(whole({ message: { content: {} } }))],
    ['a page', '<!doctype html><title>Sign in</title>'],
    ['half of its JSON', JSON.stringify(HI).slice(0, -5)],
  ])('is not taken for an empty answer with %s', async (_, body) => {
    pair.upstream.next(bytes(body, 'application/json'));
    expect(await ask(pair.gateway, HELLO)).toMatchObject({
      status: 502,
      body: { error: { code: 'provider.invalid_response' } },
    });
  });

  it('is heard with an event of more than a MiB, up to the bound of an answer', async () => {
    const text = 'a'.repeat(1_200_000);
    pair.upstream.next(bytes(frames(said(text), stop)));
    const { names, text: heard } = await readStream(pair.gateway, HELLO);
    expect([names.at(-1), heard.length]).toEqual(['done', text.length]);
    pair.upstream.next(bytes(frames(said('hi'), said('a'.repeat(3_000_000)), stop)));
    const { names: less, end } = await readStream(pair.gateway, HELLO);
    expect([less.at(-1), end.error?.code]).toEqual(['error', 'provider.invalid_response']);
    expect(end.message).toContain('UPSTREAM_MAX_WHOLE_ANSWER_BYTES');
  });

  describe('and calls tools', () => {
    const chat = async (path: string, more: object) => {
      const asked = { model: 'openai/gpt-4o', max_tokens: 99, messages: [{ role: 'user', content: 'hi' }] };
      const response = await fetch(pair.gateway.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...asked, ...more }),
      });
      return response.text();
    };
    const f = { name: 'f', arguments: '{"a":1}' };
    const calls = [
      { function: f },
      { id: '', function: f },
      { id: 'a', function: f },
      { id: 'a', function: f },
    ];
    const ended = chunk({ delta: {}, finish_reason: 'stop' }, { usage: USAGE });
    const idsIn = (text: string) => [...text.matchAll(/"id":"((?:call_|a")[^"]*)"?/g)].map(([, id]) => id);

    it.each(['/v1/chat/completions', '/v1/messages'])('with an id for each call, at %s', async (path) => {
      pair.upstream.next(
        bytes(JSON.stringify(whole({ message: { content: null, tool_calls: calls } })), 'application/json'),
      );
      pair.upstream.next(
        bytes(
          frames(
            ...calls.map((call, index) => chunk({ delta: { tool_calls: [{ index, ...call }] } })),
            ended,
          ),
        ),
      );
      for (const more of [{}, { stream: true }]) {
        const ids = idsIn(await chat(path, more));
        expect([ids.length, new Set(ids).size]).toEqual([4, 4]);
      }
    });

    it.each(['/v1/chat/completions', '/v1/messages'])('in the words of before tools, at %s', async (path) => {
      const reason = { finish_reason: 'function_call' };
      const message = { content: null, function_call: f };
      pair.upstream.next(bytes(JSON.stringify(whole({ message, ...reason })), 'application/json'));
      const pieces = [{ name: 'f', arguments: '{"a"' }, { arguments: ':1}' }];
      pair.upstream.next(
        bytes(
          frames(
            ...pieces.map((piece) => chunk({ delta: { function_call: piece } })),
            chunk({ delta: {}, ...reason }, { usage: USAGE }),
          ),
        ),
      );
      for (const more of [{}, { stream: true }]) {
        const text = await chat(path, more);
        expect(text).toMatch(
          path === '/v1/messages' ? '"stop_reason":"tool_use"' : '"finish_reason":"tool_calls"',
        );
        expect([text.match(/"name":"f"/g)?.length, idsIn(text).length]).toEqual([1, 1]);
      }
    });

    it('is no call of a tool for callers of messages where there is none', async () => {
      const without = { message: { content: 'x' }, finish_reason: 'tool_calls' };
      pair.upstream.next(bytes(JSON.stringify(whole(without)), 'application/json'));
      expect(await chat('/v1/messages', {})).toContain('"stop_reason":"end_turn"');
    });
  });

  it('tells a bare error behind its events by its class', async () => {
    const error = JSON.stringify({ error: { code: 429, message: 'Slow down.' } }, null, 2);
    pair.upstream.next(bytes(`${frames(said('hi'))}${error}\n`));
    const { names, end } = await readStream(pair.gateway, HELLO);
    expect([names.at(-1), end.error?.code]).toEqual(['error', 'provider.rate_limited']);
  });
});
