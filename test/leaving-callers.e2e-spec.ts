import { ask, send } from './support/agent-client.js';
import { openEvents } from './support/agent-events.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { hangAfterFrames, hangAfterHeaders, neverAnswer } from './support/scripted-openai/index.js';

const HELLO = { prompt: 'hello there', model: 'gpt-6-luna' };

describe('a caller who leaves', () => {
  let pair: GatewayPair;
  let leaving: AbortController;
  beforeEach(async () => {
    pair = await startPair();
    leaving = new AbortController();
  });
  afterEach(() => pair.close());

  const options = () => ({ signal: leaving.signal, headers: { 'x-request-id': 'leaving' } });
  const expectCancelled = async (line: object): Promise<void> => {
    const recorded = await pair.upstream.nextRequest();
    leaving.abort();
    expect(await recorded.closed).toEqual({ aborted: true });
    expect(await pair.gateway.logLine((entry) => entry['request_id'] === 'leaving')).toMatchObject({
      ...line,
      complete: false,
      provider: 'openai',
      model: 'gpt-6-luna',
      outcome: 'cancelled',
      error_code: 'client.gone',
    });
    expect(pair.gateway.logLines().filter((entry) => entry['request_id'] === 'leaving')).toHaveLength(1);
    expect(await ask(pair.gateway, HELLO)).toMatchObject({ status: 200 });
  };

  it('in the middle of a stream ends the upstream call', async () => {
    pair.upstream.next({ stream: hangAfterFrames(2) });
    const { events } = await openEvents(pair.gateway, HELLO, options());
    expect((await events.next()).value).toMatchObject({ event: 'delta' });
    await expectCancelled({ status: 200, stream: true });
  });

  it.each([
    ['a stream', true, neverAnswer()],
    ['a whole answer', false, neverAnswer()],
    ['a whole answer that has begun', false, hangAfterHeaders('application/json', '{"id":')],
  ])('before the first byte of %s ends the upstream call', async (_what, stream, script) => {
    pair.upstream.next(script);
    const answer = send(pair.gateway, { ...HELLO, stream }, options());
    await Promise.all([expectCancelled({ status: 499, stream }), expect(answer).rejects.toThrow()]);
  });

  it('and a hundred others leave no connection to the upstream open', async () => {
    pair.upstream.reply({ stream: hangAfterFrames(2) });
    const streams = await Promise.all(
      Array.from({ length: 100 }, () => openEvents(pair.gateway, HELLO, { signal: leaving.signal })),
    );
    await Promise.all(streams.map(({ events }) => events.next()));
    expect(pair.upstream.requests).toHaveLength(100);
    leaving.abort();
    const ends = await Promise.all(pair.upstream.requests.map(({ closed }) => closed));
    expect(ends.filter(({ aborted }) => aborted)).toHaveLength(100);
    pair.upstream.reply({});
    expect(await ask(pair.gateway, HELLO)).toMatchObject({ status: 200 });
    expect(pair.upstream.openSockets).toBe(1);
  });

  it('of the sandbox ends the simulation', async () => {
    const body = { prompt: 'hello there', model: 'sim/echo:chunk-ms=600000' };
    const { events } = await openEvents(pair.gateway, body, { ...options(), provider: 'sandbox' });
    await events.next();
    leaving.abort();
    expect(await pair.gateway.logLine((entry) => entry['request_id'] === 'leaving')).toMatchObject({
      provider: 'sandbox',
      outcome: 'cancelled',
    });
  });
});
