import { MovableClock } from '../src/common/testing/movable-clock.js';
import { ask } from './support/agent-client.js';
import { openEvents } from './support/agent-events.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { rawPrompt, sendRaw, sendRawInParts } from './support/raw-http.js';
import { hangAfterFrames, hangAfterHeaders, neverAnswer } from './support/scripted-openai/index.js';

const HELLO = { prompt: 'hello there', model: 'gpt-6-luna' };
/** Longer than any machine needs until the upstream is asked, and shorter than the gateway's own times. */
const LATE_MS = 50_000;
const TOO_LATE = `No complete answer within the ${LATE_MS} ms that the caller allowed for it. Allow more, or stream.`;

describe('the deadline of a caller', () => {
  let pair: GatewayPair;
  let clock: MovableClock;
  beforeEach(async () => {
    clock = new MovableClock();
    pair = await startPair({}, {}, clock);
  });
  afterEach(() => pair.close());

  /** Moves on to the deadline once the upstream is asked; resolves with how that ended. */
  const comeTooLate = async () => {
    const recorded = await pair.upstream.nextRequest();
    await roundTrips(); // what it has sent has come
    clock.advance(LATE_MS);
    return recorded.closed;
  };
  const roundTrips = async () => {
    for (let trip = 0; trip < 10; trip += 1) await fetch(`${pair.gateway.url}/health/live`);
  };

  describe.each([
    ['x-request-timeout-ms', ''],
    ['x-envoy-expected-rq-timeout-ms', ''],
    ['grpc-timeout', 'm'],
  ])('in %s', (name, unit) => {
    const headers = { [name]: `${LATE_MS}${unit}`, 'x-request-id': 'late' };

    it.each([
      ['an upstream that says nothing', neverAnswer()],
      ['an answer that stops in the middle', hangAfterHeaders('application/json', '{"id":')],
    ])('ends a call to %s', async (_what, script) => {
      pair.upstream.next(script);
      const answer = ask(pair.gateway, HELLO, { headers });
      expect(await comeTooLate()).toEqual({ aborted: true });
      const { status, body } = await answer;
      expect([status, body.message, body.model]).toEqual([504, TOO_LATE, 'gpt-6-luna']);
      expect(body.error).toEqual({ code: 'request.deadline_exceeded', type: 'request', retryable: true });
      expect(await pair.gateway.logLine((line) => line['request_id'] === 'late')).toMatchObject({
        status: 504,
        outcome: 'timed-out',
        error_code: 'request.deadline_exceeded',
      });
    });

    it('ends a stream with an error once its head is out', async () => {
      pair.upstream.next({ stream: hangAfterFrames(2) });
      const { response, events } = await openEvents(pair.gateway, HELLO, { headers });
      expect(response.status).toBe(200);
      expect((await events.next()).value).toMatchObject({ event: 'delta' });
      expect(await comeTooLate()).toEqual({ aborted: true });
      expect((await events.next()).value).toMatchObject({
        event: 'error',
        data: { message: TOO_LATE, error: { code: 'request.deadline_exceeded' } },
      });
      expect((await events.next()).done).toBe(true);
    });

    it('is the status of a stream that has not begun', async () => {
      pair.upstream.next(neverAnswer());
      const answer = ask(pair.gateway, { ...HELLO, stream: true }, { headers });
      expect(await comeTooLate()).toEqual({ aborted: true });
      const { status, body } = await answer;
      expect([status, body.error?.code]).toEqual([504, 'request.deadline_exceeded']);
    });
  });

  it('counts from the head of the request: where the body took it all, no provider is asked', async () => {
    const body = JSON.stringify(HELLO);
    const lines = ['x-request-timeout-ms: 1', `Content-Length: ${body.length}`, 'Connection: close'];
    const answers = await sendRawInParts(pair.gateway, rawPrompt(lines), roundTrips, body);
    expect(answers).toMatchObject([{ status: 504, body: { error: { code: 'request.deadline_exceeded' } } }]);
    expect(pair.upstream.requests).toEqual([]);
  });

  it.each(['x-request-timeout-ms: 300', 'x-envoy-expected-rq-timeout-ms: 300', 'grpc-timeout: 300m'])(
    'ends an upload that stalls: %s',
    async (line) => {
      const lines = [line, 'Content-Length: 1000', 'x-request-id: stalled'];
      expect(await sendRaw(pair.gateway, rawPrompt(lines, '{"prompt":'))).toMatchObject([
        {
          status: 504,
          headers: { connection: 'close' },
          body: { error: { code: 'request.deadline_exceeded', retryable: true }, request_id: 'stalled' },
        },
      ]);
      expect(await pair.gateway.logLine((logged) => logged['request_id'] === 'stalled')).toMatchObject({
        status: 504,
        error_code: 'request.deadline_exceeded',
      });
      expect(pair.upstream.requests).toEqual([]);
    },
  );

  it.each(['soon', '-1', '99999999999999', ''])(
    'that cannot be meant is as good as none: "%s"',
    async (value) => {
      const headers = { 'x-request-timeout-ms': value };
      expect(await ask(pair.gateway, HELLO, { headers })).toMatchObject({ status: 200 });
    },
  );
});
