import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { Admission } from '../src/policies/admission/admission.service.js';
import { LoadMonitor } from '../src/policies/admission/load-monitor.js';
import { ask, send, type AgentAnswer } from './support/agent-client.js';
import { openEvents } from './support/agent-events.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { hangAfterFrames, hangAfterHeaders, neverAnswer } from './support/scripted-openai/index.js';
import { rawPrompt, rawRequest, sendRaw, sendRawInParts } from './support/raw-http.js';

const MIB = 1_048_576;
const HELLO = { prompt: 'hello there', model: 'gpt-6-luna' };
/** A good body of so many bytes. */
const bodyOf = (bytes: number): string => {
  const text = JSON.stringify(HELLO);
  return `${text.slice(0, -1)}${' '.repeat(bytes - text.length)}}`;
};

describe('a gateway with more to do than it may', () => {
  let pair: GatewayPair;
  afterEach(() => pair.close());

  const health = async (path: string) => (await fetch(`${pair.gateway.url}/health/${path}`)).status;
  const inFlight = () => {
    const { callsInFlight, bytesInFlight } = pair.gateway.app.get(Admission);
    return [callsInFlight, bytesInFlight];
  };
  /** A call that the upstream never answers, with the way to leave it. */
  const hold = async (body: string = JSON.stringify(HELLO), headers: Record<string, string> = {}) => {
    const leaving = new AbortController();
    pair.upstream.next(neverAnswer());
    const left = send(pair.gateway, body, { signal: leaving.signal, headers }).catch(
      (error: unknown) => error,
    );
    await pair.upstream.nextRequest();
    return async () => {
      leaving.abort();
      await left;
    };
  };
  const expectShed = async (
    answer: AgentAnswer,
    reason: string,
    shouldRetry: string | null = null,
  ): Promise<void> => {
    const { status, headers, body } = answer;
    expect([status, body.error?.code, body.error?.retryable]).toEqual([503, 'gateway.overloaded', true]);
    expect([headers.get('retry-after'), headers.get('x-should-retry')]).toEqual(['1', shouldRetry]);
    expect(body.request_id).toBe(headers.get('x-request-id'));
    const line = await pair.gateway.logLine(({ request_id: id }) => id === body.request_id);
    expect(line).toMatchObject({ status: 503, error_code: 'gateway.overloaded', shed_reason: reason });
  };

  it('refuses a call over the bound at once, and takes the next when one has ended', async () => {
    pair = await startPair({ MAX_CALLS_IN_FLIGHT: '2' });
    const [leave] = [await hold(), await hold()];
    await expectShed(await ask(pair.gateway, HELLO), 'calls');
    expect(await Promise.all(['live', 'ready'].map(health))).toEqual([200, 200]);
    expect((await fetch(`${pair.gateway.url}/agents/llm-providers`)).status).toBe(200);
    await leave();
    await pair.gateway.logLine(({ outcome }) => outcome === 'cancelled');
    expect(await ask(pair.gateway, HELLO)).toMatchObject({ status: 200 });
    expect(pair.upstream.requests).toHaveLength(3);
  });

  it('counts lists of models like calls, and says no to one over the bound', async () => {
    pair = await startPair({ MAX_CALLS_IN_FLIGHT: '1' });
    const askForList = () => fetch(`${pair.gateway.url}/agents/llm-providers/openai/models`);
    const leave = await hold();
    const refused = await askForList();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({ error: { code: 'gateway.overloaded' } });
    expect((await fetch(`${pair.gateway.url}/agents/llm-providers`)).status).toBe(200);
    await leave();
    await pair.gateway.logLine(({ outcome }) => outcome === 'cancelled');
    const list = await askForList();
    expect(list.status).toBe(200);
    await list.json();
    expect(inFlight()).toEqual([0, 0]);
  });

  it('counts a stream until it has ended', async () => {
    pair = await startPair({ MAX_CALLS_IN_FLIGHT: '1' });
    const leaving = new AbortController();
    pair.upstream.next({ stream: hangAfterFrames(2) });
    const { events } = await openEvents(pair.gateway, HELLO, { signal: leaving.signal });
    await events.next();
    await expectShed(await ask(pair.gateway, HELLO), 'calls');
    leaving.abort();
    await pair.gateway.logLine(({ outcome }) => outcome === 'cancelled');
    expect(inFlight()).toEqual([0, 0]);
  });

  const authorization = (key: string) => ({ authorization: `Bearer ${key}` });

  it.each([['MAX_CALLS_IN_FLIGHT'], ['MAX_CALLS_PER_PROVIDER']])(
    'answers other keys while one has as much of %s as it can',
    async (setting) => {
      pair = await startPair({ [setting]: '5', GATEWAY_API_KEYS: 'key-that-floods,key-that-behaves' });
      const [flooding, behaving] = [authorization('key-that-floods'), authorization('key-that-behaves')];
      const leave: (() => Promise<void>)[] = [];
      for (let call = 0; call < 4; call += 1) leave.push(await hold(undefined, flooding));
      const refused = await ask(pair.gateway, HELLO, { headers: flooding });
      expect([refused.status, refused.body.error?.code]).toEqual([503, 'gateway.overloaded']);
      expect(refused.body.message).toContain(`of one key`);
      expect(refused.body.message).toContain(setting);
      expect(await ask(pair.gateway, HELLO, { headers: behaving })).toMatchObject({ status: 200 });
      await Promise.all(leave.map((end) => end()));
    },
  );

  it('gives no place to the log-in of a stranger, whose body may never end', async () => {
    pair = await startPair({ MAX_CALLS_IN_FLIGHT: '1', GATEWAY_API_KEYS: 'key-that-behaves' });
    const head = ['POST /console/session HTTP/1.1', 'Host: localhost', 'Content-Type: application/json'];
    let others: AgentAnswer | undefined;
    const meanwhile = async () => {
      await once(pair.gateway.app.getHttpServer(), 'request');
      others = await ask(pair.gateway, HELLO, { headers: authorization('key-that-behaves') });
    };
    const lines = [...head, 'Connection: close', 'Content-Length: 28'];
    const [login] = await sendRawInParts(
      pair.gateway,
      rawRequest(lines, '{"key":'),
      meanwhile,
      '"key-that-behaves"  }',
    );
    expect([others?.status, login?.status]).toEqual([200, 200]);
  });

  it('refuses a body for which there is no room before it is read', async () => {
    pair = await startPair({ MAX_BYTES_IN_FLIGHT: '96000' });
    const leave = await hold(bodyOf(60_000));
    expect(inFlight()).toEqual([1, 60_000]);
    const lines = ['Content-Length: 30001', 'x-request-id: unread'];
    const [answer, ...more] = await sendRaw(pair.gateway, rawPrompt(lines));
    expect(answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1', connection: 'close' },
      body: { error: { code: 'gateway.overloaded' }, request_id: 'unread' },
    });
    expect(more).toEqual([]);
    expect(await ask(pair.gateway, bodyOf(30_000))).toMatchObject({ status: 200 });
    await leave();
  });

  it.each([
    ['packed', gzipSync(bodyOf(50_000)), { 'content-encoding': 'gzip' }],
    ['chunked', new Blob([bodyOf(50_000)]).stream(), {}],
  ])(
    'refuses a %s body when it turns out to be too large for the room there is',
    async (_how, body, extra) => {
      pair = await startPair({ MAX_BYTES_IN_FLIGHT: '100000' });
      const leave = await hold(bodyOf(60_000));
      const response = await fetch(`${pair.gateway.url}/agents/llm-providers/openai`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...extra },
        body,
        duplex: 'half',
      });
      const text = await response.text();
      const { status, headers } = response;
      await expectShed({ status, headers, text, body: JSON.parse(text) as AgentAnswer['body'] }, 'bytes');
      await leave();
      await pair.gateway.logLine(({ outcome }) => outcome === 'cancelled');
      expect(inFlight()).toEqual([0, 0]);
    },
  );

  it('refuses a body in its middle when its room was taken meanwhile, and looks at nothing behind it', async () => {
    pair = await startPair({ MAX_BYTES_IN_FLIGHT: '100000' });
    const body = bodyOf(60_000);
    const head = rawPrompt([`Content-Length: ${body.length}`], body.slice(0, 10));
    let leave: () => Promise<void> = () => Promise.resolve();
    const meanwhile = async () => void (leave = await hold(bodyOf(60_000)));
    const asked = JSON.stringify(HELLO);
    const next = rawPrompt([`Content-Length: ${asked.length}`], asked);
    const answers = await sendRawInParts(pair.gateway, head, meanwhile, body.slice(10) + next);
    expect(answers).toMatchObject([
      { status: 503, headers: { connection: 'close' }, body: { error: { code: 'gateway.overloaded' } } },
    ]);
    await leave();
    await pair.gateway.logLine(({ outcome }) => outcome === 'cancelled');
    while (inFlight()[0]! > 0) await new Promise(setImmediate);
    expect(pair.upstream.requests).toHaveLength(1);
  });

  it('refuses a large answer while another is held, and gives small ones all the same', async () => {
    pair = await startPair({ MAX_BYTES_IN_FLIGHT: String(MIB) });
    const leaving = new AbortController();
    pair.upstream.next(hangAfterHeaders('application/json', `{"id":"${'x'.repeat(900_000)}`));
    const held = send(pair.gateway, JSON.stringify(HELLO), { signal: leaving.signal }).catch(() => null);
    await pair.upstream.nextRequest();
    while (inFlight()[1]! < 800_000) await new Promise(setImmediate);
    pair.upstream.next({ text: 'x'.repeat(400_000) });
    // It may have been billed: a program that tries again by itself would pay twice.
    await expectShed(await ask(pair.gateway, HELLO), 'bytes', 'false');
    expect(await ask(pair.gateway, HELLO)).toMatchObject({ status: 200 });
    leaving.abort();
    await held;
    await pair.gateway.logLine(({ outcome }) => outcome === 'cancelled');
    expect(inFlight()).toEqual([0, 0]);
    pair.upstream.next({ text: 'x'.repeat(400_000) });
    expect(await ask(pair.gateway, HELLO)).toMatchObject({ status: 200 });
  });

  it('says of a body over its limit that it is too large, full or not', async () => {
    pair = await startPair({ MAX_BODY_BYTES: '65536', MAX_BYTES_IN_FLIGHT: '65536' });
    const leave = await hold(bodyOf(60_000));
    expect(await ask(pair.gateway, bodyOf(65_537))).toMatchObject({
      status: 413,
      body: { error: { code: 'request.too_large' } },
    });
    await leave();
  });

  it('takes what it has room for, of uploads that come all at once, and is well afterwards', async () => {
    pair = await startPair({ MAX_BODY_BYTES: String(2 * MIB), MAX_BYTES_IN_FLIGHT: String(4 * MIB) });
    const large = Buffer.from(bodyOf(MIB));
    for (let wave = 0; wave < 3; wave += 1) {
      const statuses = await Promise.all(
        Array.from({ length: 12 }, async () => (await ask(pair.gateway, large)).status),
      );
      expect([200, 503]).toEqual(expect.arrayContaining(statuses));
      expect(statuses).toContain(200);
      expect(await health('live')).toBe(200);
    }
    expect(await ask(pair.gateway, HELLO)).toMatchObject({ status: 200 });
  });

  it('refuses calls while its event loop is late, but no health check', async () => {
    pair = await startPair();
    const late = jest.spyOn(pair.gateway.app.get(LoadMonitor), 'isOverloaded', 'get').mockReturnValue(true);
    await expectShed(await ask(pair.gateway, HELLO), 'load');
    expect(await Promise.all(['live', 'ready'].map(health))).toEqual([200, 200]);
    late.mockReturnValue(false);
    expect(await ask(pair.gateway, HELLO)).toMatchObject({ status: 200 });
  });

  it('keeps one slow provider from taking the place of the others', async () => {
    pair = await startPair({ MAX_CALLS_PER_PROVIDER: '1' });
    const leave = await hold();
    expect(await ask(pair.gateway, HELLO)).toMatchObject({
      status: 503,
      body: { error: { code: 'gateway.overloaded' } },
    });
    expect(await ask(pair.gateway, { prompt: 'x' }, { provider: 'sandbox' })).toMatchObject({ status: 200 });
    await leave();
  });
});
