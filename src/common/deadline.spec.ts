import { getEventListeners } from 'node:events';
import { DeadlineSignal } from './deadline.js';
import { GatewayError } from './errors.js';
import { ManualClock } from './testing/manual-clock.js';

const timedOut = new GatewayError('provider.timed_out', 'Too late.');
const gone = new GatewayError('client.gone', 'The caller left.');

describe('DeadlineSignal', () => {
  const clock = new ManualClock();
  const open = (parent: AbortSignal) => {
    const deadline = new DeadlineSignal(parent, clock);
    deadline.within(1_000, () => timedOut);
    return deadline;
  };

  it('stays quiet until the time is up, and then aborts with the error of the deadline', () => {
    const { signal } = open(new AbortController().signal);
    clock.advance(999);
    expect(signal.aborted).toBe(false);
    clock.advance(1);
    expect(signal.reason).toBe(timedOut);
  });

  it('follows its parent, with the parent’s reason', () => {
    const parent = new AbortController();
    const { signal } = open(parent.signal);
    parent.abort(gone);
    expect(signal.reason).toBe(gone);
  });

  it('is aborted from the start when its parent is', () => {
    expect(open(AbortSignal.abort(gone)).signal.reason).toBe(gone);
  });

  it('is aborted from the start when there is no time at all, and waits for nothing', () => {
    const deadline = new DeadlineSignal(new AbortController().signal, clock);
    deadline.within(0, () => timedOut);
    expect(deadline.signal.reason).toBe(timedOut);
    deadline.release();
  });

  it('has no deadline without a time', () => {
    const timersBefore = clock.pendingTimers;
    const deadline = new DeadlineSignal(new AbortController().signal, clock);
    deadline.within(null, () => timedOut);
    expect([deadline.signal.aborted, clock.pendingTimers]).toEqual([false, timersBefore]);
  });

  it('fires at the first of several deadlines that was not kept', () => {
    const deadline = new DeadlineSignal(new AbortController().signal, clock);
    const keep = deadline.within(100, () => timedOut);
    deadline.within(200, () => gone);
    keep();
    clock.advance(199);
    expect(deadline.signal.aborted).toBe(false);
    clock.advance(1);
    expect(deadline.signal.reason).toBe(gone);
  });

  it('keeps the first reason when the deadline passes after the parent', () => {
    const parent = new AbortController();
    const { signal } = open(parent.signal);
    parent.abort(gone);
    clock.advance(1_000);
    expect(signal.reason).toBe(gone);
  });

  it('leaves no timer and no listener behind once it is released', () => {
    const parent = new AbortController();
    const timersBefore = clock.pendingTimers;
    const deadline = open(parent.signal);
    const { signal } = deadline;
    deadline.release();
    expect(clock.pendingTimers).toBe(timersBefore);
    expect(getEventListeners(parent.signal, 'abort')).toHaveLength(0);
    clock.advance(1_000);
    parent.abort(gone);
    expect(signal.aborted).toBe(false);
  });
});
