import { ManualClock } from '../../common/testing/manual-clock.js';
import { LOAD_SAMPLE_MS, LoadMonitor } from './load-monitor.js';

const MAX_DELAY_MS = 200;

describe('LoadMonitor', () => {
  let clock: ManualClock;
  let stop: jest.Mock;
  let delayMs: number;

  beforeEach(() => {
    clock = new ManualClock();
    stop = jest.fn();
    delayMs = 0;
  });

  function started(maxDelayMs = MAX_DELAY_MS) {
    const watch = jest.fn(() => ({ takeMs: () => delayMs, stop }));
    const monitor = new LoadMonitor({ maxDelayMs, watch }, clock);
    monitor.start();
    return { monitor, watch };
  }

  /** What it says after each of these samples. */
  const verdicts = (monitor: LoadMonitor, samples: readonly number[]) =>
    samples.map((sample) => {
      delayMs = sample;
      clock.advance(LOAD_SAMPLE_MS);
      return monitor.isOverloaded;
    });

  it('takes two late samples in a row for overload', () => {
    expect(verdicts(started().monitor, [201, 201])).toEqual([false, true]);
  });

  it('forgives a pause now and then', () => {
    expect(verdicts(started().monitor, [5_000, 0, 5_000, 0])).toEqual([false, false, false, false]);
  });

  it('is content with what is just in time', () => {
    expect(verdicts(started().monitor, [200, 200, 200])).toEqual([false, false, false]);
  });

  it('stays overloaded until the delay is below half of the limit', () => {
    expect(verdicts(started().monitor, [300, 300, 199, 100, 99, 150])).toEqual([
      false,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('tells the last delay', () => {
    const { monitor } = started();
    verdicts(monitor, [30, 40]);
    expect(monitor.delayMs).toBe(40);
  });

  it('measures nothing where the limit is 0', () => {
    const { monitor, watch } = started(0);
    expect(watch).not.toHaveBeenCalled();
    expect(verdicts(monitor, [9_000, 9_000, 9_000])).toEqual([false, false, false]);
  });

  it('measures once, however often it is started, and not after it was stopped', () => {
    const { monitor, watch } = started();
    monitor.start();
    expect([watch.mock.calls.length, clock.pendingTimers]).toEqual([1, 1]);
    monitor.stop();
    expect([stop.mock.calls.length, clock.pendingTimers]).toEqual([1, 0]);
  });
});
