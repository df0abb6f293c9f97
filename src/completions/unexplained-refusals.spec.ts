import { ManualClock } from '../common/testing/manual-clock.js';
import { UnexplainedRefusals } from './unexplained-refusals.js';

const HOUR_MS = 3_600_000;

describe('UnexplainedRefusals', () => {
  let clock: ManualClock;
  let refusals: UnexplainedRefusals;
  beforeEach(() => {
    clock = new ManualClock();
    refusals = new UnexplainedRefusals(clock);
  });

  const confirmed = (begunMs = clock.monotonicMs()) =>
    refusals.confirmed('acme', 'm', ['temperature'], begunMs);
  /** How long a vain try holds back the next one. */
  const pauseMs = () => {
    refusals.triedInVain('acme', 'm');
    let waitedMs = 0;
    for (; refusals.isInVain('acme', 'm'); waitedMs += 60_000) clock.advance(60_000);
    return waitedMs;
  };

  it('hold back a try after a vain one for a minute, then longer, and for a quarter of an hour at most', () => {
    const minutes = Array.from({ length: 6 }, () => pauseMs() / 60_000);
    expect(minutes).toEqual([1, 2, 4, 8, 15, 15]);
  });

  it('hold back a minute again once the model has answered', () => {
    pauseMs();
    refusals.triedInVain('acme', 'm');
    refusals.answered('acme', 'm', []);
    clock.advance(60_000);
    expect(refusals.isInVain('acme', 'm')).toBe(false);
    expect(pauseMs()).toBe(60_000);
  });

  it('hold back once for all calls that find a try in vain together', () => {
    refusals.triedInVain('acme', 'm');
    refusals.triedInVain('acme', 'm');
    clock.advance(60_000);
    expect(pauseMs()).toBe(120_000);
  });

  it('hold back that model alone', () => {
    refusals.triedInVain('acme', 'm');
    expect([refusals.isInVain('acme', 'm2'), refusals.isInVain('zenith', 'm')]).toEqual([false, false]);
  });

  it('confirm at the second time, of a call that began after the first', () => {
    clock.advance(10);
    expect(confirmed()).toEqual([]);
    expect(confirmed(clock.monotonicMs() - 1)).toEqual([]);
    expect(confirmed()).toEqual(['temperature']);
  });

  it('begin anew after an hour, and once the model took what was suspected', () => {
    confirmed();
    clock.advance(HOUR_MS);
    expect(confirmed()).toEqual([]);
    refusals.answered('acme', 'm', ['temperature']);
    expect(confirmed()).toEqual([]);
    refusals.answered('acme', 'm', ['max_tokens']);
    expect(confirmed()).toEqual(['temperature']);
  });
});
