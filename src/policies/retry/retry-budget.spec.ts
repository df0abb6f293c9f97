import fc from 'fast-check';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { RetryBudget } from './retry-budget.js';

const times = (count: number, action: () => unknown) => Array.from({ length: count }, action);

/** How many of `wanted` retries are granted. */
const granted = (budget: RetryBudget, wanted: number) =>
  times(wanted, () => budget.tryTakeRetry()).filter(Boolean).length;

/** Each request fails, and so does each of its up to two retries. */
function outage(budget: RetryBudget, clock: ManualClock, requests: number, everyMs: number): number {
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

  it('takes back a retry that was not made', () => {
    expect(granted(budget, 3)).toBe(3);
    budget.giveBackRetry();
    clock.advance(60_000);
    expect(granted(budget, 2)).toBe(1);
  });

  it('grants the first three retries from the start', () => {
    budget.countRequest();
    expect(granted(budget, 5)).toBe(3);
  });

  it('lets the first thirty requests pay for the retries of the start', () => {
    granted(budget, 3);
    times(39, () => budget.countRequest());
    expect(granted(budget, 5)).toBe(0);
    budget.countRequest();
    expect(granted(budget, 5)).toBe(1);
  });

  it('grants a tenth of many requests that fail together', () => {
    times(1_000, () => budget.countRequest());
    expect(granted(budget, 2_000)).toBe(100);
  });

  it.each([0, 1, 10, 100, 1_000, 60_000])(
    'makes 1,100 calls at most of 1,000 requests in a total outage, one every %i ms',
    (everyMs) => {
      expect(outage(budget, clock, 1_000, everyMs)).toBe(1_100);
    },
  );

  it('still grants retries after a long quiet time', () => {
    times(1_000, () => budget.countRequest());
    clock.advance(86_400_000);
    expect(granted(budget, 5)).toBe(3);
  });

  it('refills its reserve from a quiet gateway’s few requests', () => {
    outage(budget, clock, 30, 60_000);
    for (let request = 0; request < 10; request++) {
      clock.advance(60_000);
      budget.countRequest();
    }
    expect(granted(budget, 5)).toBe(1);
  });

  it('lets go of what was earned ten seconds ago', () => {
    times(60, () => budget.countRequest());
    clock.advance(5_000);
    times(20, () => budget.countRequest());
    clock.advance(5_000);
    expect(granted(budget, 10)).toBe(5); // 3 in reserve, 2 of the last seconds
    clock.advance(10_000);
    expect(granted(budget, 10)).toBe(0);
  });

  it('spends first what would lapse first, and the reserve last', () => {
    times(60, () => budget.countRequest());
    clock.advance(9_000);
    times(20, () => budget.countRequest());
    expect(granted(budget, 3)).toBe(3);
    clock.advance(1_000);
    expect(granted(budget, 10)).toBe(5);
  });

  it('counts exactly from wherever the clock stands', () => {
    clock.advance(123_456_789);
    const late = new RetryBudget(clock, { requestsPerRetry: 10, allowance: 0, windowMs: 10_000 });
    times(25, () => late.countRequest());
    expect(granted(late, 5)).toBe(2);
  });

  it('never grants more than a tenth of the requests, or three, in whatever order they come', () => {
    const anyStep = fc.oneof(
      fc.record({ kind: fc.constant('advance' as const), by: fc.integer({ min: 0, max: 30_000 }) }),
      fc.record({ kind: fc.constant('request' as const), by: fc.integer({ min: 1, max: 200 }) }),
      fc.record({ kind: fc.constant('retry' as const), by: fc.integer({ min: 1, max: 50 }) }),
    );
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
        const ownClock = new ManualClock();
        const own = new RetryBudget(ownClock);
        let requests = 0;
        let retries = 0;
        for (const { kind, by } of steps) {
          if (kind === 'advance') ownClock.advance(by);
          if (kind === 'request') requests += times(by, () => own.countRequest()).length;
          if (kind === 'retry') retries += granted(own, by);
          expect(retries <= Math.max(3, requests / 10)).toBe(true);
        }
      }),
    );
  });
});
