import { ManualClock } from '../common/testing/manual-clock.js';
import { VainTries } from './vain-tries.js';

describe('tries without a named addition', () => {
  let clock: ManualClock;
  let tries: VainTries;
  beforeEach(() => {
    clock = new ManualClock();
    tries = new VainTries(clock);
  });

  it('are in vain for a minute after one was, for that model of that provider', () => {
    tries.triedInVain('acme', 'small');
    expect([tries.isInVain('acme', 'small'), tries.isInVain('acme', 'large')]).toEqual([true, false]);
    expect(tries.isInVain('zenith', 'small')).toBe(false);
    clock.advance(59_999);
    expect(tries.isInVain('acme', 'small')).toBe(true);
    clock.advance(1);
    expect(tries.isInVain('acme', 'small')).toBe(false);
  });

  it('are not in vain any more once one helped', () => {
    tries.triedInVain('acme', 'small');
    tries.wasRight('acme', 'small');
    expect(tries.isInVain('acme', 'small')).toBe(false);
  });
});
