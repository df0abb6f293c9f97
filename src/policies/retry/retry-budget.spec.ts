import fc from 'fast-check';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { RetryBudget } from './retry-budget.js';

const times = (count: number, action: () => unknown) => Array.from({ length: count }, action);

/** How many of `wanted` retries are granted. */
const granted = (budget: RetryBudget, wanted: number) =>
  times(wanted, () => budget.tryTakeRetry()).filter(Boolean).length;

/** Each request fails, and so does each of its up to two retries. */
function callsOfOutage(budget: RetryBudget, clock: ManualClock, requests: number, everyMs: number): number {
  let calls = 0;
  for (let request = 0; request < requests; request++) {
    budget.countRequest();
    calls += 1;
    for (let retry = 0; retry < 2 && budget.tryTakeRetry(); retry++) calls += 1;
    clock.advance(everyMs);
  }
  return calls;
}

describe('RetryBudget', () => {
  let clock: ManualClock;
  let budget: RetryBudget;
  beforeEach(() => {
    clock = new ManualClock();
    budget = new RetryBudget(clock);
  });

  it('grants ten retries from the start, and one more a second', () => {
    budget.countRequest();
    expect(granted(budget, 20)).toBe(10);
    clock.advance(999);
    expect(granted(budget, 1)).toBe(0);
    clock.advance(1);
    expect(granted(budget, 2)).toBe(1);
  });

  it('counts a retry that nothing refuses against those that are asked for', () => {
    times(4, () => budget.takeRetry());
    expect(granted(budget, 20)).toBe(6);
    times(20, () => budget.takeRetry());
    clock.advance(9_000);
    expect(granted(budget, 1)).toBe(0);
    clock.advance(2_000);
    expect(granted(budget, 1)).toBe(1);
  });

  it('fills its reserve up to ten retries, however long it is quiet', () => {
    clock.advance(86_400_000);
    expect(granted(budget, 20)).toBe(10);
  });

  it('grants each of 100 requests in 100 seconds its retry', () => {
    for (let request = 0; request < 100; request++) {
      budget.countRequest();
      expect(granted(budget, 1)).toBe(1);
      clock.advance(1_000);
    }
  });

  it('grants a tenth of many requests that fail together, the reserve included', () => {
    times(1_000, () => budget.countRequest());
    expect(granted(budget, 2_000)).toBe(100);
  });

  it.each([0, 1, 3, 9, 10])(
    'makes 1,100 calls at most of 1,000 requests in a total outage, one every %i ms',
    (everyMs) => {
      expect(callsOfOutage(budget, clock, 1_000, everyMs)).toBeLessThanOrEqual(1_100);
    },
  );

  it('pays from the reserve for no more than twenty retries in ten seconds', () => {
    const all = new RetryBudget(clock, {
      requestsPerRetry: 10,
      windowMs: 10_000,
      reserve: 100,
      refillMs: 1_000,
      maxReserveRetries: 20,
    });
    expect(granted(all, 100)).toBe(20);
  });

  it('forgets requests after ten seconds', () => {
    times(1_000, () => budget.countRequest());
    clock.advance(10_000);
    expect(granted(budget, 100)).toBe(10);
  });

  it('takes back a retry that was not made, and lets another have it', () => {
    const paid = times(10, () => budget.tryTakeRetry()) as ReturnType<RetryBudget['tryTakeRetry']>[];
    expect(budget.tryTakeRetry()).toBeNull();
    paid[0]?.giveBack();
    expect(granted(budget, 2)).toBe(1);
  });

  it('takes back an earned retry to the requests that earned it', () => {
    times(1_000, () => budget.countRequest());
    const paid = times(100, () => budget.tryTakeRetry()) as ReturnType<RetryBudget['tryTakeRetry']>[];
    paid[50]?.giveBack();
    expect(granted(budget, 2)).toBe(1);
  });

  it('takes back a retry of long ago without counting it against later ones', () => {
    const paid = budget.tryTakeRetry();
    clock.advance(60_000);
    times(200, () => budget.countRequest());
    paid?.giveBack();
    expect(granted(budget, 50)).toBe(20);
  });

  it('grants at most twenty, or a tenth of the requests, in the ten seconds before any retry', () => {
    const anyStep = fc.oneof(
      fc.record({ kind: fc.constant('advance' as const), by: fc.integer({ min: 0, max: 12_000 }) }),
      fc.record({ kind: fc.constant('request' as const), by: fc.integer({ min: 1, max: 400 }) }),
      fc.record({ kind: fc.constant('retry' as const), by: fc.integer({ min: 1, max: 60 }) }),
    );
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
        const ownClock = new ManualClock();
        const own = new RetryBudget(ownClock);
        const requests: number[] = [];
        const retries: number[] = [];
        const overdrafts: number[] = [];
        const recent = (all: number[]) => all.filter((atMs) => atMs > ownClock.monotonicMs() - 10_000).length;
        for (const { kind, by } of steps) {
          const nowMs = ownClock.monotonicMs();
          if (kind === 'advance') ownClock.advance(by);
          if (kind === 'request') times(by, () => (own.countRequest(), requests.push(nowMs)));
          if (kind !== 'retry') continue;
          const count = granted(own, by);
          times(count, () => retries.push(nowMs));
          if (count > 0 && recent(retries) > Math.max(20, recent(requests) / 10)) overdrafts.push(nowMs);
        }
        expect(overdrafts).toEqual([]);
      }),
    );
  });
});
