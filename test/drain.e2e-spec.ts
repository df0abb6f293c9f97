import { ManualClock } from '../src/common/testing/manual-clock.js';
import { DrainService } from '../src/lifecycle/drain.service.js';
import { Admission } from '../src/policies/admission/admission.service.js';
import { ask } from './support/agent-client.js';
import { openEvents } from './support/agent-events.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { rawPrompt, sendRaw } from './support/raw-http.js';
import { afterGate, createGate, gated, neverAnswer, rateLimited } from './support/scripted-openai/index.js';

const HELLO = { prompt: 'hello there', model: 'gpt-6-luna' };
const TIMEOUT_MS = 25_000;

describe('a gateway that drains', () => {
  let pair: GatewayPair;
  let clock: ManualClock;
  beforeEach(async () => {
    pair = await startPair();
    clock = new ManualClock();
  });
  afterEach(() => pair.close());

  const drain = (): Promise<void> => pair.gateway.app.get(DrainService).drain(TIMEOUT_MS, clock);
  const health = async (path: string): Promise<unknown> => {
    const response = await fetch(`${pair.gateway.url}/health/${path}`);
    return [response.status, await response.json()];
  };
  it('is done at once when nothing runs', async () => {
    await expect(drain()).resolves.toBeUndefined();
  });

  it('says that it is alive but not ready, and sends new callers elsewhere', async () => {
    expect(await health('ready')).toEqual([200, { status: 'ready' }]);
    await drain();
    expect(await health('ready')).toEqual([503, { status: 'draining' }]);
    expect(await health('live')).toEqual([200, { status: 'live' }]);
    const { status, headers, body } = await ask(pair.gateway, HELLO);
    expect([status, headers.get('retry-after'), headers.get('connection')]).toEqual([503, '1', 'close']);
    expect(body).toMatchObject({
      status: 'error',
      model: 'unknown',
      error: { code: 'gateway.draining', type: 'gateway', retryable: true },
      request_id: headers.get('x-request-id'),
    });
    expect(pair.upstream.requests).toEqual([]);
  });

  it('lets a running call finish, and is done then', async () => {
    const gate = createGate();
    pair.upstream.next(async (exchange) => {
      await gate.opened;
      exchange.response.writeHead(200, { 'content-type': 'application/json' });
      exchange.end(
        '{"model":"gpt-6-luna","choices":[{"message":{"content":"late"},"finish_reason":"stop"}]}',
      );
    });
    const running = ask(pair.gateway, HELLO);
    await pair.upstream.nextRequest();
    const drained = drain();
    expect((await ask(pair.gateway, HELLO)).status).toBe(503);
    clock.advance(TIMEOUT_MS - 1);
    gate.open();
    expect(await running).toMatchObject({ status: 200, body: { message: 'late' } });
    await drained;
  });

  it('lets a running stream finish, too', async () => {
    const gate = createGate();
    pair.upstream.next({
      pieces: ['a', 'b'],
      stream: gated(Promise.resolve(), Promise.resolve(), gate.opened),
    });
    const { events } = await openEvents(pair.gateway, HELLO);
    await events.next();
    const drained = drain();
    gate.open();
    expect((await events.next()).value).toEqual({ event: 'delta', data: { text: 'b' } });
    expect((await events.next()).value).toMatchObject({ event: 'done', data: { message: 'ab' } });
    await drained;
  });

  it('ends a stream with an error when the time is up', async () => {
    const held = createGate();
    pair.upstream.next({
      pieces: ['a', 'b'],
      stream: gated(Promise.resolve(), Promise.resolve(), held.opened),
    });
    const { events } = await openEvents(pair.gateway, HELLO);
    expect((await events.next()).value).toEqual({ event: 'delta', data: { text: 'a' } });
    const drained = drain();
    clock.advance(TIMEOUT_MS);
    expect((await events.next()).value).toMatchObject({
      event: 'error',
      data: { status: 'error', model: 'gpt-6-luna', error: { code: 'gateway.draining', retryable: true } },
    });
    expect((await events.next()).done).toBe(true);
    await drained;
    expect(await (await pair.upstream.nextRequest()).closed).toEqual({ aborted: true });
  });

  it('answers a whole call with 503 when the time is up', async () => {
    pair.upstream.next(neverAnswer());
    const running = ask(pair.gateway, HELLO);
    const recorded = await pair.upstream.nextRequest();
    const drained = drain();
    clock.advance(TIMEOUT_MS);
    const { status, headers, body } = await running;
    expect([status, body.error?.code, headers.get('retry-after')]).toEqual([503, 'gateway.draining', '1']);
    await drained;
    expect(await recorded.closed).toEqual({ aborted: true });
  });

  it.each([
    ['a plain one', 'identity', '{"prompt":'],
    ['a packed one', 'gzip', ''],
  ])('answers an upload with 503 when the time is up, and closes: %s', async (_what, coding, sent) => {
    const reading = readingOf(pair);
    const lines = [`Content-Encoding: ${coding}`, 'Content-Length: 1000', 'x-request-id: half'];
    const answered = sendRaw(pair.gateway, rawPrompt(lines, sent));
    await reading;
    const drained = drain();
    clock.advance(TIMEOUT_MS);
    expect(await answered).toMatchObject([
      {
        status: 503,
        headers: { connection: 'close', 'retry-after': '1' },
        body: { error: { code: 'gateway.draining', retryable: true }, request_id: 'half' },
      },
    ]);
    await drained;
    const isOurs = (line: Record<string, unknown>) => line['request_id'] === 'half';
    expect(await pair.gateway.logLine(isOurs)).toMatchObject({
      status: 503,
      error_code: 'gateway.draining',
    });
    expect(pair.gateway.logLines().filter(isOurs)).toHaveLength(1);
    expect(pair.upstream.requests).toEqual([]);
  });

  it('passes on the failure of a running call', async () => {
    const gate = createGate();
    pair.upstream.next(afterGate(gate.opened, rateLimited()));
    const running = ask(pair.gateway, HELLO);
    await pair.upstream.nextRequest();
    const drained = drain();
    gate.open();
    expect((await running).status).toBe(429);
    await drained;
  });

  it('keeps 503 where the first phase is asked for', async () => {
    await pair.close();
    pair = await startPair({ AGENT_ERROR_STATUS: '400' });
    await drain();
    expect((await ask(pair.gateway, HELLO)).status).toBe(503);
  });
});

/** Resolves once a request is past the middleware that counts it: its body is being read. */
async function readingOf({ gateway }: GatewayPair): Promise<void> {
  const admission = gateway.app.get(Admission);
  const enter = admission.tryEnter.bind(admission);
  await new Promise<void>((resolve) => {
    jest.spyOn(admission, 'tryEnter').mockImplementationOnce((...sizes) => {
      setImmediate(resolve);
      return enter(...sizes);
    });
  });
}
