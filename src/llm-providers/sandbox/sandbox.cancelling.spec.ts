import { GatewayError } from '../../common/errors.js';
import { ask, ManualClock, setUp } from './testing/sandbox-stage.js';

describe('cancelling', () => {
  const reason = new GatewayError('client.gone', 'The caller left.');

  it('starts nothing once the signal is aborted', async () => {
    const { provider, attempt, controller, clock } = setUp();
    controller.abort(reason);
    await expect(provider.complete(ask('sim/echo:latency-ms=5', 'Hi'), attempt)).rejects.toBe(reason);
    expect(clock.delaysMs).toEqual([]);
  });

  it('ends a wait at once and cancels its timer', async () => {
    const { provider, attempt, controller, clock } = setUp(new ManualClock());
    const answer = provider.complete(ask('sim/echo:latency-ms=600000', 'Hi'), attempt);
    expect(clock.isWaiting).toBe(true);
    controller.abort(reason);
    await expect(answer).rejects.toBe(reason);
    expect(clock).toMatchObject({ isWaiting: false, cancelled: 1 });
  });

  it('ends a stream while it waits for the next piece', async () => {
    const { provider, attempt, controller, clock } = setUp(new ManualClock());
    const parts = provider.stream(ask('sim/echo:chunk-ms=20', 'one two'), attempt);
    await parts.next();
    await parts.next();
    const next = parts.next();
    await new Promise(setImmediate);
    expect(clock.isWaiting).toBe(true);
    controller.abort(reason);
    await expect(next).rejects.toBe(reason);
    expect(clock.isWaiting).toBe(false);
  });

  it('ends a stream between two pieces without a wait', async () => {
    const { provider, attempt, controller } = setUp();
    const parts = provider.stream(ask('sim/echo', 'one two'), attempt);
    await parts.next();
    await parts.next();
    controller.abort(reason);
    await expect(parts.next()).rejects.toBe(reason);
  });

  it('has nothing to clean up when the reader leaves early', async () => {
    const { provider, attempt, clock } = setUp(new ManualClock());
    for await (const part of provider.stream(ask('sim/echo:chunk-ms=20', 'one two'), attempt)) {
      expect(part.type).toBe('chunk');
      break;
    }
    expect(clock.isWaiting).toBe(false);
  });
});
