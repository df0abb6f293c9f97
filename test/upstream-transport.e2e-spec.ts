import { MovableClock } from '../src/common/testing/movable-clock.js';
import { freePort } from '../src/observability/metrics/testing/free-port.js';
import { ask, failureOf } from './support/agent-client.js';
import { openEvents } from './support/agent-events.js';
import { holdDate } from './support/fixed-date.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import {
  hangAfterFrames,
  hangAfterHeaders,
  hugeAnswer,
  neverAnswer,
  startScriptedOpenAi,
  stream,
} from './support/scripted-openai/index.js';

const HELLO = { prompt: 'hello there', model: 'gpt-4o' };

/** Short enough to pass soon; no test says when, and it begins when the upstream is asked or has begun to answer. */
const SOON_MS = '20';
/** Longer than any machine needs until the upstream is asked. */
const LATE_MS = 50_000;

describe('an upstream that', () => {
  holdDate();
  let clock: MovableClock;
  let pair: GatewayPair | undefined;
  beforeEach(() => void (clock = new MovableClock()));
  afterEach(async () => {
    await pair?.close();
    pair = undefined;
  });

  it('listens nowhere is unreachable', async () => {
    pair = await startPair({ OPENAI_BASE_URL: `http://127.0.0.1:${await freePort()}/v1` });
    const answer = await ask(pair.gateway, HELLO);
    expect(failureOf(answer)).toEqual([502, 'provider.unreachable', true]);
    expect(answer.body.message).toBe('OpenAI API error: it could not be reached at the configured address.');
  });

  it('speaks no TLS where TLS is expected is unreachable, and never gets the key', async () => {
    const upstream = await startScriptedOpenAi();
    const secure = upstream.baseUrl.replace('http:', 'https:');
    pair = await startPair({ OPENAI_BASE_URL: secure });
    expect(failureOf(await ask(pair.gateway, HELLO))).toEqual([502, 'provider.unreachable', true]);
    expect(upstream.requests).toEqual([]);
    await upstream.close();
  });

  it.each([false, true])('never answers is given up on (stream: %s)', async (isStream) => {
    pair = await startPair({ UPSTREAM_FIRST_BYTE_TIMEOUT_MS: SOON_MS });
    pair.upstream.next(neverAnswer());
    const answer = await ask(pair.gateway, { ...HELLO, stream: isStream });
    expect(failureOf(answer)).toEqual([504, 'provider.timed_out', true]);
    expect(answer.body.message).toContain('UPSTREAM_FIRST_BYTE_TIMEOUT_MS');
    expect(await (await pair.upstream.nextRequest()).closed).toEqual({ aborted: true });
  });

  it.each(['', '{"id":"chatcmpl-half",'])(
    'falls silent after its headers and "%s" is given up on',
    async (bytes) => {
      pair = await startPair({ UPSTREAM_IDLE_TIMEOUT_MS: SOON_MS });
      pair.upstream.next(hangAfterHeaders('application/json', bytes));
      const answer = await ask(pair.gateway, HELLO);
      expect(failureOf(answer)).toEqual([504, 'provider.timed_out', true]);
      expect(answer.body.message).toContain('UPSTREAM_IDLE_TIMEOUT_MS');
      expect(await (await pair.upstream.nextRequest()).closed).toEqual({ aborted: true });
    },
  );

  it('falls silent in a stream ends it with an error', async () => {
    pair = await startPair({ UPSTREAM_IDLE_TIMEOUT_MS: String(LATE_MS) }, {}, clock);
    pair.upstream.next({ stream: hangAfterFrames(2) });
    const { events } = await openEvents(pair.gateway, HELLO);
    expect((await events.next()).value).toMatchObject({ event: 'delta', data: { text: 'You' } });
    clock.advance(LATE_MS);
    expect((await events.next()).value).toMatchObject({
      event: 'error',
      data: { status: 'error', error: { code: 'provider.timed_out' } },
    });
    expect((await events.next()).done).toBe(true);
    expect(await (await pair.upstream.nextRequest()).closed).toEqual({ aborted: true });
  });

  it.each([
    ['before its first byte', neverAnswer()],
    ['after it', hangAfterHeaders('application/json', '{')],
  ])('takes longer than the whole of the time is given up on %s', async (_when, script) => {
    pair = await startPair({ UPSTREAM_TOTAL_TIMEOUT_MS: String(LATE_MS) }, {}, clock);
    pair.upstream.next(script);
    const asking = ask(pair.gateway, HELLO);
    const recorded = await pair.upstream.nextRequest();
    // what it has sent has come
    for (let trip = 0; trip < 10; trip += 1) await fetch(`${pair.gateway.url}/health/live`);
    clock.advance(LATE_MS);
    const answer = await asking;
    expect(failureOf(answer)).toEqual([504, 'provider.timed_out', true]);
    expect(answer.body.message).toContain('UPSTREAM_TOTAL_TIMEOUT_MS');
    expect(await recorded.closed).toEqual({ aborted: true });
  });

  it('takes longer in a stream ends it with an error, in the middle', async () => {
    pair = await startPair({ UPSTREAM_TOTAL_TIMEOUT_MS: String(LATE_MS) }, {}, clock);
    pair.upstream.next({ stream: hangAfterFrames(2) });
    const { events } = await openEvents(pair.gateway, HELLO);
    expect((await events.next()).value).toMatchObject({ event: 'delta' });
    clock.advance(LATE_MS);
    expect((await events.next()).value).toMatchObject({
      event: 'error',
      data: { error: { code: 'provider.timed_out' } },
    });
    expect((await events.next()).done).toBe(true);
  });

  it('answers with more than is accepted is refused, and let go of', async () => {
    pair = await startPair({ UPSTREAM_MAX_ANSWER_BYTES: '65536' });
    pair.upstream.next(hugeAnswer(32));
    const answer = await ask(pair.gateway, HELLO);
    expect(failureOf(answer)).toEqual([502, 'provider.invalid_response', true]);
    expect(answer.body.message).toContain('UPSTREAM_MAX_ANSWER_BYTES');
    expect(await (await pair.upstream.nextRequest()).closed).toEqual({ aborted: true });
  });

  it('answers with as much as is accepted is relayed whole', async () => {
    pair = await startPair();
    pair.upstream.next(hugeAnswer(10));
    const { status, body } = await ask(pair.gateway, HELLO);
    expect([status, body.message.length]).toEqual([200, 10 * 1_048_576]);
  });

  it('streams one endless line is refused, and let go of', async () => {
    pair = await startPair();
    const piece = 'x'.repeat(65_536);
    pair.upstream.next(stream(['data: ', ...Array.from({ length: 256 }, () => piece)], { ending: 'hang' }));
    const answer = await ask(pair.gateway, { ...HELLO, stream: true });
    expect(failureOf(answer)).toEqual([502, 'provider.invalid_response', true]);
    expect(await (await pair.upstream.nextRequest()).closed).toEqual({ aborted: true });
  });
});
