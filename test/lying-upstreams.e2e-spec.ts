import { connect } from 'node:net';
import { ask, failureOf } from './support/agent-client.js';
import { readStream } from './support/agent-events.js';
import { startPair, UPSTREAM_KEY, type GatewayPair } from './support/gateway-pair.js';
import { rawPrompt, sendRaw } from './support/raw-http.js';
import { answerBytes, answerJson, ofFrames, type Script } from './support/scripted-openai/index.js';
import type { OpenAiFrame } from './support/scripted-openai/openai-wire.js';

const HELLO = { prompt: 'hello there', model: 'gpt-6-luna' };

const choice = (fields: object) => ({ index: 0, delta: {}, finish_reason: null, ...fields });
const chunk = (...choices: object[]) => ({
  id: 'c',
  object: 'chat.completion.chunk',
  model: 'gpt-6-luna',
  choices,
});

describe('an upstream that answers well, and lies', () => {
  let pair: GatewayPair;
  beforeAll(async () => void (pair = await startPair()));
  afterAll(() => pair.close());

  const streamOf = (...frames: object[]) => {
    pair.upstream.next({ stream: ofFrames(...(frames as OpenAiFrame[])) });
    return readStream(pair.gateway, HELLO);
  };

  it.each<[string, object[]]>([
    [
      'a reason to end that is an error',
      [choice({ delta: { content: 'par' } }), choice({ finish_reason: 'error' })],
    ],
    [
      'a reason to end that is no word',
      [choice({ delta: { content: 'par' } }), choice({ finish_reason: 5 })],
    ],
    ['an empty reason to end', [choice({ delta: { content: 'par' } }), choice({ finish_reason: '' })]],
    ['an error inside its choice', [choice({ delta: { content: 'par' } }), choice({ error: { code: 502 } })]],
  ])('gets no done for a stream with %s', async (_what, choices) => {
    const { names, end } = await streamOf(...choices.map((one) => chunk(one)));
    expect(names.filter((name) => name !== 'delta')).toEqual(['error']);
    expect(end).toMatchObject({ status: 'error', error: { type: 'provider' } });
  });

  it('is heard as one voice where it mixes two', async () => {
    const say = (index: number, content: string, reason: string | null = null) =>
      chunk({ index, delta: { content }, finish_reason: reason });
    const { end } = await streamOf(say(1, 'ONE'), say(0, 'zero'), say(1, '!', 'stop'), say(0, '.', 'stop'));
    expect(end).toMatchObject({ status: 'success', message: 'zero.' });
  });

  it.each<[string, Script, unknown[]]>([
    [
      'an error in JSON',
      answerJson(200, { error: { code: 429, message: 'Slow down.' } }),
      [429, 'provider.rate_limited', true],
    ],
    ['a whole answer', answerJson(200, { choices: [] }), [502, 'provider.invalid_response', true]],
    ['a page', answerBytes('text/html', '<p>hello</p>'), [502, 'provider.invalid_response', true]],
  ])('gets the status of what it sent in place of a stream: %s', async (_what, script, expected) => {
    pair.upstream.next(script);
    const answer = await ask(pair.gateway, { ...HELLO, stream: true });
    expect(failureOf(answer)).toEqual(expected);
  });

  it('cannot make the gateway show its key as a model', async () => {
    pair.upstream.next(
      answerJson(200, {
        model: UPSTREAM_KEY,
        choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }],
      }),
    );
    const { body, text } = await ask(pair.gateway, HELLO);
    expect(body).toMatchObject({ status: 'success', provider_model: 'gpt-6-luna' });
    expect(text + pair.gateway.logText()).not.toContain(UPSTREAM_KEY);
  });

  it('cannot bury a text so deep that the gateway falls over it', async () => {
    const depth = 20_000;
    const content = `${'[{"text":'.repeat(depth)}"x"${'}]'.repeat(depth)}`;
    pair.upstream.next(
      answerBytes(
        'application/json',
        `{"choices":[{"message":{"content":${content}},"finish_reason":"stop"}]}`,
      ),
    );
    const answer = await ask(pair.gateway, HELLO);
    expect(failureOf(answer)).toEqual([502, 'provider.invalid_response', true]);
  });
});

/** MAX_WAITING_REQUESTS_PER_CONNECTION, and the one that is being answered. */
const REQUESTS_AHEAD = 17;

describe('the gateway', () => {
  it('disconnects a caller who takes nothing of whole answers', async () => {
    const pair = await startPair({ CLIENT_STALL_TIMEOUT_MS: '200' });
    pair.upstream.reply({ text: 'x'.repeat(1_000_000) });
    const { hostname, port } = new URL(pair.gateway.url);
    // As many as the buffers of any kernel between the two may take, sent ahead: they are answered one at a time.
    const socket = connect(Number(port), hostname).pause();
    const body = JSON.stringify(HELLO);
    socket.write(rawPrompt([`Content-Length: ${body.length}`], body).repeat(REQUESTS_AHEAD));

    const line = await pair.gateway.logLine(
      ({ msg, status, complete }) => msg === 'request' && (status !== 200 || complete === false),
    );

    expect(line).toEqual(expect.objectContaining({ status: 200, complete: false }));
    socket.destroy();
    await pair.close();
  });

  it('logs what was no request, under the id that it answered with', async () => {
    const pair = await startPair();
    const [answer] = await sendRaw(pair.gateway, 'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: a\r\n\r\n');

    expect(answer?.status).toBe(400);
    expect(await pair.gateway.logLine((entry) => entry['status'] === 400)).toMatchObject({
      request_id: answer?.headers['x-request-id'],
      error_code: 'request.malformed',
    });
    await pair.close();
  });
});
