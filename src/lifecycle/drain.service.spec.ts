import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Request, Response } from 'express';
import { GatewayError } from '../common/errors.js';
import { abortSignalOf } from '../common/http/request-abort.js';
import { ManualClock } from '../common/testing/manual-clock.js';
import { DrainService } from './drain.service.js';

const TIMEOUT_MS = 25_000;

describe('DrainService', () => {
  let clock: ManualClock;
  let drain: DrainService;

  beforeEach(() => {
    clock = new ManualClock();
    drain = new DrainService();
  });

  /** Passes a request through the middleware; `error` is what it was refused with. */
  function pass(path = '/agents/llm-providers/openai') {
    const response = new ServerResponse(new IncomingMessage(new Socket())) as unknown as Response;
    const next = jest.fn<void, [unknown?]>();
    void drain.middleware()({ path } as Request, response, next);
    expect(next).toHaveBeenCalledTimes(1);
    return { response, error: next.mock.calls[0]?.[0] };
  }

  const start = () => {
    let isDone = false;
    const done = drain.drain(TIMEOUT_MS, clock).then(() => (isDone = true));
    return { done, isDone: () => Promise.resolve().then(() => isDone) };
  };

  it('is not draining until it is told to', () => {
    expect(drain.isDraining).toBe(false);
    expect(pass().error).toBeUndefined();
  });

  it('is drained at once when nothing runs', async () => {
    await start().done;
    expect(drain.isDraining).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('refuses new requests with 503 and a closing connection', async () => {
    await start().done;
    const { response, error } = pass();
    expect(error).toMatchObject({ code: 'gateway.draining', httpStatus: 503, isRetryable: true });
    expect(response.getHeader('connection')).toBe('close');
  });

  it.each(['/health/live', '/health/ready', '/metrics'])(
    'goes on answering %s, on a closing connection, and waits for none of them',
    async (path) => {
      pass(path);
      await start().done;
      const { response, error } = pass(path);
      expect([error, response.getHeader('connection')]).toEqual([undefined, 'close']);
    },
  );

  it('closes the connections of running answers, too, where their head is not out yet', () => {
    const [early, late] = [pass().response, pass().response];
    late.flushHeaders();
    start();
    expect([early.getHeader('connection'), late.getHeader('connection')]).toEqual(['close', undefined]);
  });

  it.each(['/healthy', '/health', '/agents/health/live', '/metrics/x'])(
    'refuses %s, which is no health check',
    async (path) => {
      await start().done;
      expect(pass(path).error).toBeInstanceOf(GatewayError);
    },
  );

  it('waits for what runs, and for nothing that is refused meanwhile', async () => {
    const [first, second] = [pass(), pass()];
    const { done, isDone } = start();
    expect(drain.isDraining).toBe(true);
    pass();
    first.response.emit('close');
    expect(await isDone()).toBe(false);
    second.response.emit('close');
    await done;
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not wait for what was over before', async () => {
    pass().response.emit('close');
    await start().done;
    expect(clock.pendingTimers).toBe(0);
  });

  it('aborts what still runs when the time is up, and then waits for its end', async () => {
    const { response } = pass();
    const signal = abortSignalOf(response);
    const { done, isDone } = start();
    clock.advance(TIMEOUT_MS - 1);
    expect(signal.aborted).toBe(false);
    clock.advance(1);
    expect(signal.reason).toMatchObject({ code: 'gateway.draining' });
    expect(await isDone()).toBe(false);
    response.emit('close');
    await done;
  });
});
