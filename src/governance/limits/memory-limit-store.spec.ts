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
    expect(store.counters).toBeLessThan(12_000);
  });

  it('lets go of counters of calls at once that are over, and of no others', () => {
    const store = new MemoryLimitStore(new ManualClock());
    const running = store.take([{ key: 'running', limit: 1, amount: 1, windowMs: null }]);
    expect(isReached(running)).toBe(false);
    for (let at = 0; at < 25_000; at++) {
      const outcome = store.take([{ key: `k${at}`, limit: 1, amount: 1, windowMs: null }]);
      if (!isReached(outcome)) outcome.release();
    }
    expect(store.counters).toBeLessThan(12_000);
    expect(isReached(store.take([{ key: 'running', limit: 1, amount: 1, windowMs: null }]))).toBe(true);
  });
});
