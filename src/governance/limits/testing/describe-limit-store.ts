import {
  isReached,
  type LimitReached,
  type LimitStore,
  type LimitWish,
  type TakenLimits,
} from '../limit-store.js';

/** A store of limits, and its time. */
export interface StagedLimits {
  readonly store: LimitStore;
  /** Lets time pass for it. */
  readonly advance: (ms: number) => Promise<void> | void;
}

const wish = (key: string, limit: number, amount = 1, windowMs: number | null = 60_000): LimitWish => ({
  key,
  limit,
  amount,
  windowMs,
});

/** What every store of limits does. */
export function describeLimitStore(name: string, open: () => Promise<StagedLimits> | StagedLimits): void {
  describe(`${name}, as a store of limits`, () => {
    let stage: StagedLimits;
    beforeEach(async () => void (stage = await open()));

    const take = async (...wishes: readonly LimitWish[]): Promise<TakenLimits> => {
      const outcome = await stage.store.take(wishes);
      if (isReached(outcome)) throw new Error(`limit ${outcome.index} is reached`);
      return outcome;
    };
    const refused = async (...wishes: readonly LimitWish[]): Promise<LimitReached> => {
      const outcome = await stage.store.take(wishes);
      if (isReached(outcome)) return outcome;
      throw new Error('it was let in');
    };
    /** What is settled may be on its way still. */
    const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 20));

    it('lets as many in as there is room for, and says what is left', async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, async () => stage.store.take([wish('a', 20)])),
      );
      const taken = outcomes.filter((outcome): outcome is TakenLimits => !isReached(outcome));
      expect(taken).toHaveLength(20);
      expect(Math.min(...taken.map(({ states: [state] }) => state!.remaining))).toBe(0);
    });

    it('takes of all limits or of none', async () => {
      await take(wish('narrow', 1));
      expect(await refused(wish('wide', 5), wish('narrow', 1))).toMatchObject({ index: 1, remaining: 0 });
      expect((await take(wish('wide', 5))).states).toMatchObject([{ remaining: 4 }]);
    });

    it('tells, of several without room, the one that has none for longest', async () => {
      const full = [wish('minute', 1), wish('calls', 1, 1, null), wish('hour', 1, 1, 3_600_000)];
      await take(...full);
      const reached = await refused(...full, wish('more', 5));
      expect(reached.index).toBe(2);
      expect(reached.retryAfterMs).toBeGreaterThan(3_500_000);
      expect(await refused(...full.toReversed())).toMatchObject({ index: 0 });
      expect(await refused(...full, wish('none', 0))).toMatchObject({ index: 3 });
    });

    it('has room again when it said so', async () => {
      await take(wish('a', 10, 10));
      const { retryAfterMs } = await refused(wish('a', 10, 1));
      expect(retryAfterMs).toBeGreaterThan(59_000);
      expect(retryAfterMs).toBeLessThanOrEqual(60_250);
      await stage.advance(retryAfterMs);
      await take(wish('a', 10, 10));
    });

    it('counts what calls came to, be it more or less than was thought', async () => {
      const less = await take(wish('a', 100, 80));
      less.settle([10]);
      await settled();
      expect((await take(wish('a', 100, 0))).states).toMatchObject([{ remaining: 90 }]);
      const more = await take(wish('a', 100, 20));
      more.settle([60]);
      more.settle([0]);
      await settled();
      expect((await take(wish('a', 100, 0))).states).toMatchObject([{ remaining: 30 }]);
    });

    it('counts nothing for a call that was not made', async () => {
      (await take(wish('a', 3, 2), wish('b', 1, 1, null))).release();
      await settled();
      expect((await take(wish('a', 3), wish('b', 1, 1, null))).states[0]).toMatchObject({ remaining: 2 });
    });

    it('tells when all is there again, whoever looks or is let go meanwhile', async () => {
      const whole = await take(wish('a', 3));
      expect(whole.states[0]!.resetMs).toBeGreaterThan(59_000);
      await stage.advance(30_000);
      (await take(wish('a', 3))).release();
      await settled();
      const [seen] = (await take(wish('a', 3, 0))).states;
      expect(seen).toMatchObject({ remaining: 2 });
      expect(seen!.resetMs).toBeGreaterThan(28_000);
      expect(seen!.resetMs).toBeLessThanOrEqual(30_500);
      (await take(wish('b', 3))).release();
      await settled();
      expect((await take(wish('b', 3, 0))).states).toEqual([{ remaining: 3, resetMs: 0 }]);
    });

    it('counts calls at once for as long as they last', async () => {
      const calls = await Promise.all([1, 2].map(() => take(wish('c', 2, 1, null))));
      await stage.advance(30_000);
      expect(await refused(wish('c', 2, 1, null))).toMatchObject({ remaining: 0, retryAfterMs: 1_000 });
      calls[0]!.settle([1]);
      await settled();
      await take(wish('c', 2, 1, null));
    });

    it('lets nothing in where nothing is allowed', async () => {
      expect(await refused(wish('a', 0))).toMatchObject({ index: 0, remaining: 0 });
    });
  });
}
