import { ManualClock } from '../../common/testing/manual-clock.js';
import { BoundedWait } from './bounded-wait.js';

describe('BoundedWait', () => {
  let clock: ManualClock;
  let wait: BoundedWait;
  const onLate = jest.fn<void, []>();

  beforeEach(() => {
    clock = new ManualClock();
    onLate.mockReset();
    wait = new BoundedWait(1_000, clock, onLate);
  });

  /** After how many milliseconds from now it is late, and how often within the next ten seconds. */
  const lateAfter = () => {
    let lateMs: number | null = null;
    for (let ms = 0; ms < 10_000; ms += 1) {
      if (lateMs === null && onLate.mock.calls.length > 0) lateMs = ms;
      clock.advance(1);
    }
    return [lateMs, onLate.mock.calls.length];
  };

  it('is late when it lasts for its limit, and once', () => {
    wait.begin();
    expect(lateAfter()).toEqual([1_000, 1]);
  });

  it('is late at once where more than its limit was waited before, and sets no timer in the past', () => {
    const setTimer = jest.spyOn(clock, 'setTimer');
    wait.begin(1_500);
    expect(setTimer).toHaveBeenCalledWith(0, expect.any(Function));
    clock.advance(0);
    expect(onLate).toHaveBeenCalledTimes(1);
  });

  it('starts anew with each beginning', () => {
    for (let times = 0; times < 10; times += 1) {
      wait.begin();
      clock.advance(900);
      wait.end();
    }
    wait.begin();
    expect(lateAfter()).toEqual([1_000, 1]);
  });

  it('counts what was waited before', () => {
    wait.begin();
    clock.advance(900);
    wait.end();
    clock.advance(5_000);
    wait.begin(900);
    expect(lateAfter()).toEqual([100, 1]);
  });

  it('is never late while it does not run', () => {
    wait.begin();
    clock.advance(999);
    wait.end();
    clock.advance(100_000);
    expect([wait.isRunning, onLate.mock.calls.length]).toEqual([false, 0]);
  });

  it('has one timer however often it begins, and none when it is stopped', () => {
    for (let times = 0; times < 100; times += 1) {
      wait.begin();
      clock.advance(5);
      wait.end();
    }
    expect(clock.pendingTimers).toBe(1);
    wait.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  it('has no timer where it has no limit', () => {
    const endless = new BoundedWait(null, clock, onLate);
    endless.begin();
    expect([endless.isRunning, clock.pendingTimers]).toEqual([true, 0]);
  });
});
