import { ManualClock } from '../../common/testing/manual-clock.js';
import { isReached } from './limit-store.js';
import { MemoryLimitStore } from './memory-limit-store.js';
import { describeLimitStore } from './testing/describe-limit-store.js';

describeLimitStore('the memory of this process', () => {
  const clock = new ManualClock();
  return { store: new MemoryLimitStore(clock), advance: (ms) => clock.advance(ms) };
});

describe('the memory of this process', () => {
  it('lets go of counters that count nothing any more', () => {
    const clock = new ManualClock();
    const store = new MemoryLimitStore(clock);
    for (let at = 0; at < 25_000; at++) {
      const outcome = store.take([{ key: `k${at}`, limit: 1, amount: 1, windowMs: 1_000 }]);
      expect(isReached(outcome)).toBe(false);
      if (at % 100 === 0) clock.advance(100);
    }
    expect((store as unknown as { windows: Map<string, unknown> }).windows.size).toBeLessThan(12_000);
  });
});
