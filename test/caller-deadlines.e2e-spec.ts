import { ask } from './support/agent-client.js';
import { openEvents } from './support/agent-events.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { rawPrompt, sendRaw, sendRawInParts } from './support/raw-http.js';
import { hangAfterFrames, hangAfterHeaders, neverAnswer } from './support/scripted-openai/index.js';

const HELLO = { prompt: 'hello there', model: 'gpt-6-luna' };
const tooLate = (ms: number) =>
  `No complete answer within the ${ms} ms that the caller allowed for it. Allow more, or stream.`;

describe('the deadline of a caller', () => {
  let pair: GatewayPair;
  beforeEach(async () => void (pair = await startPair()));
  afterEach(() => pair.close());

  const expectCancelledUpstream = async (): Promise<void> => {
    const recorded = await pair.upstream.nextRequest();
    expect(await recorded.closed).toEqual({ aborted: true });
  };

  describe.each([
    ['x-request-timeout-ms', ''],
    ['x-envoy-expected-rq-timeout-ms', ''],
    ['grpc-timeout', 'm'],
  ])('in %s', (name, unit) => {
    const allowing = (ms: number) => ({ [name]: `${ms}${unit}`, 'x-request-id': 'late' });

    it.each([
      ['an upstream that says nothing', neverAnswer()],
      ['an answer that stops in the middle', hangAfterHeaders('application/json', '{"id":')],
    ])('ends a call to %s', async (_what, script) => {
      pair.upstream.next(script);
      const { status, body } = await ask(pair.gateway, HELLO, { headers: allowing(300) });
      expect([status, body.message, body.model]).toEqual([504, tooLate(300), 'gpt-6-luna']);
      expect(body.error).toEqual({ code: 'request.deadline_exceeded', type: 'request', retryable: true });
      await expectCancelledUpstream();
      expect(await pair.gateway.logLine((line) => line['request_id'] === 'late')).toMatchObject({
        status: 504,
        outcome: 'timed-out',
        error_code: 'request.deadline_exceeded',
      });
    });

    it('ends a stream with an error once its head is out', async () => {
      pair.upstream.next({ stream: hangAfterFrames(2) });
      const { response, events } = await openEvents(pair.gateway, HELLO, { headers: allowing(1_000) });
      expect(response.status).toBe(200);
      expect((await events.next()).value).toMatchObject({ event: 'delta' });
      expect((await events.next()).value).toMatchObject({
        event: 'error',
        data: { message: tooLate(1_000), error: { code: 'request.deadline_exceeded' } },
      });
      expect((await events.next()).done).toBe(true);
      await expectCancelledUpstream();
    });

    it('is the status of a stream that has not begun', async () => {
      pair.upstream.next(neverAnswer());
      const { status, body } = await ask(
        pair.gateway,
        { ...HELLO, stream: true },
        { headers: allowing(300) },
      );
      expect([status, body.error?.code]).toEqual([504, 'request.deadline_exceeded']);
      await expectCancelledUpstream();
    });
  });

  it('counts from the head of the request: where the body took it all, no provider is asked', async () => {
    const body = JSON.stringify(HELLO);
    const lines = ['x-request-timeout-ms: 1', `Content-Length: ${body.length}`, 'Connection: close'];
    const roundTrips = async () => {
      for (let trip = 0; trip < 10; trip += 1) await fetch(`${pair.gateway.url}/health/live`);
    };
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
