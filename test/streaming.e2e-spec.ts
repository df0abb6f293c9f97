import { ask, failureOf, send } from './support/agent-client.js';
import { openEvents, readStream } from './support/agent-events.js';
import { holdDate } from './support/fixed-date.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import {
  createGate,
  cutAfterBytes,
  cutAfterFrames,
  errorAfterFrames,
  gated,
  inSingleBytes,
  overloaded,
  rateLimited,
  stream,
  withCrlf,
  withoutDone,
  withoutFinish,
  withUsageOnEveryChunk,
  wrongKey,
  type OpenAiReply,
  type Script,
  type StreamPlan,
} from './support/scripted-openai/index.js';

const HELLO = { prompt: 'hello there', model: 'gpt-4o' };

describe('a stream', () => {
  holdDate();
  let pair: GatewayPair;
  beforeAll(async () => void (pair = await startPair()));
  afterAll(() => pair.close());

  const read = (turn: OpenAiReply | Script = {}, body: object = HELLO) => {
    pair.upstream.next(turn);
    return readStream(pair.gateway, body);
  };

  describe('that ends well', () => {
    it('is deltas, then exactly one done that equals the whole answer', async () => {
      const whole = (await ask(pair.gateway, HELLO)).body;
      const { response, names, text, end } = await read();
      expect(response.status).toBe(200);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      });
      expect(response.headers.get('content-encoding')).toBeNull();
      expect(names).toEqual(['delta', 'delta', 'delta', 'delta', 'done']);
      expect(text).toBe('You said: hello there');
      expect(end).toEqual({ ...whole, request_id: response.headers.get('x-request-id') });
    });

    it.each(['text/event-stream', 'TEXT/EVENT-STREAM;q=0.9', 'application/json, text/event-stream'])(
      'is what Accept: %s asks for',
      async (accept) => {
        const response = await send(pair.gateway, HELLO, { headers: { accept } });
        expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
        expect(await response.text()).toMatch(/event: done\ndata: \{.*\}\n\n$/);
      },
    );

    it.each([
      [{ stream: false }, 'text/event-stream'],
      [{}, '*/*'],
      [{}, 'text/*'],
    ])('is not what %j with Accept: %s asks for', async (extra, accept) => {
      const answer = await ask(pair.gateway, { ...HELLO, ...extra }, { headers: { accept } });
      expect(answer.body).toMatchObject({ status: 'success', message: 'You said: hello there' });
    });

    it.each<[string, StreamPlan]>([
      ['in single bytes', inSingleBytes()],
      ['with CRLF', withCrlf()],
      ['in single bytes with CRLF', { ...inSingleBytes(), ...withCrlf() }],
      ['with CR', { lineEnding: '\r' }],
      ['without [DONE]', withoutDone()],
    ])('keeps every character, however the upstream writes it: %s', async (_how, plan) => {
      const text = 'né 👩‍👩‍👧 \u202eשלום\u202c';
      const { names, text: heard, end } = await read({ text, stream: plan });
      expect([heard, end.message, names.at(-1)]).toEqual([text, text, 'done']);
    });

    it.each<[string, OpenAiReply, object]>([
      ['null where none came', { usage: null }, { total_tokens: null, prompt_tokens: null }],
      ['null where the field is missing', { usage: 'missing' }, { total_tokens: null, prompt_tokens: null }],
      ['the last that came', { stream: withUsageOnEveryChunk() }, { prompt_tokens: 8, total_tokens: 12 }],
    ])('reports as usage %s', async (_what, reply, usage) => {
      expect((await read(reply)).end).toMatchObject({ status: 'success', usage });
    });

    it('carries the warnings, and Deprecation and Sunset among its headers', async () => {
      const { response, end } = await read();
      expect(response.headers.get('sunset')).toBe('Thu, 14 Jan 2027 00:00:00 GMT');
      expect(response.headers.get('deprecation')).toMatch(/^@\d+$/);
      expect(end['warnings']).toMatchObject([{ model: 'gpt-4o', action: 'deprecated' }]);
    });

    it('says that reasoning took the whole allowance', async () => {
      const { names, end } = await read({}, { prompt: 'hello there', max_tokens: 100 });
      expect(names).toEqual(['done']);
      expect(end).toMatchObject({ message: '', finish_reason: 'length' });
      expect(end['warnings']).toContainEqual(expect.objectContaining({ action: 'exhausted' }));
    });
  });

  it('delivers each piece as it comes, while the next is still held back', async () => {
    const gates = [createGate(), createGate(), createGate(), createGate()];
    pair.upstream.next({ pieces: ['a', 'b'], stream: gated(...gates.map(({ opened }) => opened)) });
    gates[0]?.open();
    gates[1]?.open();
    const { events } = await openEvents(pair.gateway, HELLO);
    expect((await events.next()).value).toEqual({ event: 'delta', data: { text: 'a' } });
    gates[2]?.open();
    expect((await events.next()).value).toEqual({ event: 'delta', data: { text: 'b' } });
    gates[3]?.open();
    expect((await events.next()).value).toMatchObject({ event: 'done', data: { message: 'ab' } });
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  describe('that fails', () => {
    it.each<[string, Script | OpenAiReply, number, string]>([
      ['a wrong key', wrongKey('sk-test-upstream'), 502, 'provider.auth_failed'],
      ['a rate limit', rateLimited('7'), 429, 'provider.rate_limited'],
      ['an overload', overloaded(), 502, 'provider.unavailable'],
      ['an error for a first event', { stream: errorAfterFrames(0) }, 502, 'provider.unavailable'],
      ['an end before the first event', stream([]), 502, 'provider.invalid_response'],
      [
        'a cut after the event that says who speaks',
        { stream: cutAfterFrames(1) },
        502,
        'provider.invalid_response',
      ],
      ['a first event that is no JSON', stream(['data: {garbage\n\n']), 502, 'provider.invalid_response'],
    ])('before its first event is a status and JSON: %s', async (_what, turn, status, code) => {
      pair.upstream.next(turn);
      const answer = await ask(pair.gateway, { ...HELLO, stream: true });
      expect(failureOf(answer).slice(0, 2)).toEqual([status, code]);
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    });

    it.each<[string, StreamPlan, string]>([
      ['a cut after two frames', cutAfterFrames(2), 'You'],
      ['a cut after all but the end', cutAfterFrames(5), 'You said: hello there'],
      ['a cut inside a line', cutAfterBytes(700), 'You'],
      ['a reset', { ...cutAfterFrames(2), ending: 'reset' }, 'You'],
      ['an end without finish_reason or [DONE]', withoutFinish(), 'You said: hello there'],
      ['an error event', errorAfterFrames(3), 'You said:'],
      ['an error event after the last piece', errorAfterFrames(5), 'You said: hello there'],
    ])('later gets exactly one error and no done: %s', async (_what, plan, heard) => {
      const { response, names, text, end } = await read({ stream: plan });
      expect(response.status).toBe(200);
      expect(names.filter((name) => name !== 'delta')).toEqual(['error']);
      expect(names.at(-1)).toBe('error');
      if (plan.ending !== 'reset') expect(text).toBe(heard); // a reset may overtake what was written before it
      expect(end).toMatchObject({
        status: 'error',
        message: expect.stringMatching(/^OpenAI API error: /) as unknown,
        model: 'gpt-4o',
        error: { code: expect.stringMatching(/^provider\.(unavailable|invalid_response)$/) as unknown },
        request_id: response.headers.get('x-request-id'),
      });
    });

    it('by what it promised and did not hold, is told by the code', async () => {
      const codeFor = async (plan: StreamPlan) => (await read({ stream: plan })).end.error?.code;
      expect(await codeFor(withoutFinish())).toBe('provider.invalid_response');
      expect(await codeFor(errorAfterFrames(2, { code: 'rate_limit_exceeded' }))).toBe(
        'provider.rate_limited',
      );
      expect(await codeFor(errorAfterFrames(2, { code: 'insufficient_quota' }))).toBe(
        'provider.quota_exhausted',
      );
    });

    it('by an event that is no JSON, gets an error and none of the garbage', async () => {
      const good = JSON.stringify({ model: 'm', choices: [{ index: 0, delta: { content: 'a' } }] });
      pair.upstream.next(stream([`data: ${good}\n\n`, 'data: {"garbage\n\n', `data: ${good}\n\n`]));
      const { names, end } = await readStream(pair.gateway, HELLO);
      expect(names).toEqual(['delta', 'error']);
      expect(end).toMatchObject({ error: { code: 'provider.invalid_response' } });
      expect(JSON.stringify(end)).not.toContain('garbage');
    });
  });
});
