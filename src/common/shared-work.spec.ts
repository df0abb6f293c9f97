import { getEventListeners } from 'node:events';
import { SharedWork } from './shared-work.js';

const LEFT = new Error('left');
const LEFT_LAST = new Error('left last');

describe('SharedWork', () => {
  let running: PromiseWithResolvers<string>;
  let seen: AbortSignal;
  let starts: number;
  let work: SharedWork<string>;
  let one: AbortController;
  let other: AbortController;
  beforeEach(() => {
    running = Promise.withResolvers();
    starts = 0;
    work = new SharedWork((signal) => {
      starts += 1;
      seen = signal;
      return running.promise;
    });
    [one, other] = [new AbortController(), new AbortController()];
  });

  it('is done once for all who wait, and tells those who come later at once', async () => {
    const waiting = [work.waitFor(one.signal), work.waitFor(other.signal)];
    expect(work.outcome).toBeNull();
    running.resolve('done');
    expect(await Promise.all(waiting)).toEqual(['done', 'done']);
    expect(await work.waitFor(AbortSignal.abort(LEFT))).toBe('done');
    expect([starts, work.outcome, work.isAbandoned]).toEqual([1, 'done', false]);
  });

  it('goes on when one of several leaves, who waits no longer', async () => {
    const leaving = work.waitFor(one.signal);
    const staying = work.waitFor(other.signal);
    one.abort(LEFT);
    await expect(leaving).rejects.toBe(LEFT);
    expect([seen.aborted, work.isAbandoned]).toEqual([false, false]);
    running.resolve('done');
    expect(await staying).toBe('done');
  });

  it('is aborted when the last one leaves, with that one’s reason', async () => {
    const waiting = [work.waitFor(one.signal), work.waitFor(other.signal)];
    one.abort(LEFT);
    other.abort(LEFT_LAST);
    await Promise.allSettled(waiting);
    expect([seen.reason, work.isAbandoned]).toEqual([LEFT_LAST, true]);
    running.reject(LEFT_LAST);
    await expect(running.promise).rejects.toBe(LEFT_LAST);
    expect(work.outcome).toBeNull();
  });

  it('does not count those who have left before they come', async () => {
    const staying = work.waitFor(one.signal);
    await expect(work.waitFor(AbortSignal.abort(LEFT))).rejects.toBe(LEFT);
    expect(seen.aborted).toBe(false);
    running.resolve('done');
    expect(await staying).toBe('done');
  });

  it('tells every waiter of its failure, and is not aborted after it', async () => {
    const failure = new Error('failed');
    const waiting = [work.waitFor(one.signal), work.waitFor(other.signal)];
    running.reject(failure);
    await expect(Promise.all(waiting)).rejects.toBe(failure);
    await expect(work.waitFor(one.signal)).rejects.toBe(failure);
    expect([work.isAbandoned, work.outcome]).toEqual([false, null]);
  });

  it('leaves no listener behind', async () => {
    const waiting = [work.waitFor(one.signal), work.waitFor(other.signal)];
    other.abort(LEFT);
    running.resolve('done');
    await Promise.allSettled(waiting);
    expect([one, other].map(({ signal }) => getEventListeners(signal, 'abort').length)).toEqual([0, 0]);
  });
});
