import { ManualClock } from '../../common/testing/manual-clock.js';
import { OutcomeWindow } from './outcome-window.js';

const OPTIONS = { failureRate: 0.9, minimumCalls: 10, windowMs: 10_000, maxAgeMs: 60_000 };

describe('the outcomes of the last while', () => {
  let clock: ManualClock;
  let window: OutcomeWindow;
  beforeEach(() => {
    clock = new ManualClock();
    window = new OutcomeWindow(clock, OPTIONS);
  });

  const succeed = (times: number) => {
    for (let count = 0; count < times; count += 1) window.succeeded();
  };
  /** What the last of so many failures says, one every `everyMs`. */
  const fail = (times: number, everyMs = 0) => {
    let isHopeless = false;
    for (let count = 0; count < times; count += 1) {
      isHopeless = window.failed();
      clock.advance(everyMs);
    }
    return isHopeless;
  };

  it('say nothing while they are few', () => {
    expect([fail(9), fail(1)]).toEqual([false, true]);
  });

  it('are hopeless from nine failures of ten on', () => {
    succeed(2);
    expect([fail(17), fail(1)]).toEqual([false, true]);
  });

  it('are not what was longer ago than the window', () => {
    succeed(1_000);
    clock.advance(10_000);
    expect(fail(10)).toBe(true);
  });

  it('move on with the clock, a tenth of the window at a time', () => {
    for (let slice = 0; slice < 10; slice += 1) {
      succeed(10);
      clock.advance(1_000);
    }
    expect(fail(80, 100)).toBe(false);
    expect(fail(20, 100)).toBe(true);
  });

  it('reach back to a minute where the window has too few', () => {
    expect(fail(9, 5_000)).toBe(false);
    expect(fail(1)).toBe(true);
  });

  it('of more than a minute ago count never', () => {
    expect(fail(20, 7_000)).toBe(false);
  });

  it('reach back no further than is needed', () => {
    succeed(5);
    clock.advance(20_000);
    expect([fail(9), fail(1)]).toEqual([false, true]);
  });
});
