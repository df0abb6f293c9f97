import { ManualClock } from '../../common/testing/manual-clock.js';
import { GapWatch } from './gap-watch.js';

describe('GapWatch', () => {
  let clock: ManualClock;
  let watch: GapWatch;
  const onLate = jest.fn<void, []>();

  beforeEach(() => {
    clock = new ManualClock();
    onLate.mockReset();
    watch = new GapWatch(1_000, clock, onLate);
  });

  const waitFor = (ms: number, isWord: boolean) => {
    watch.wait();
    clock.advance(ms);
    watch.came({ isWord });
  };

  it('fires when no word came for as long as that, and once', () => {
    watch.wait();
    clock.advance(999);
    expect(onLate).not.toHaveBeenCalled();
    clock.advance(1);
    clock.advance(10_000);
    expect(onLate).toHaveBeenCalledTimes(1);
  });

  it('counts from the last word', () => {
    for (let words = 0; words < 10; words += 1) waitFor(900, true);
    watch.wait();
    clock.advance(999);
    expect(onLate).not.toHaveBeenCalled();
    clock.advance(1);
    expect(onLate).toHaveBeenCalledTimes(1);
  });

  it('goes on counting over what came without a word', () => {
    waitFor(900, false);
    watch.wait();
    clock.advance(99);
    expect(onLate).not.toHaveBeenCalled();
    clock.advance(1);
    expect(onLate).toHaveBeenCalledTimes(1);
  });

  it('does not count while nobody waits', () => {
    waitFor(900, false);
    clock.advance(5_000);
    watch.wait();
    clock.advance(99);
    expect(onLate).not.toHaveBeenCalled();
    clock.advance(1);
    expect(onLate).toHaveBeenCalledTimes(1);
  });

  it('has one timer however much comes, and none when it is stopped', () => {
    for (let words = 0; words < 100; words += 1) waitFor(5, true);
    expect(clock.pendingTimers).toBe(1);
    watch.stop();
    expect(clock.pendingTimers).toBe(0);
  });
});
