import { Renewed } from './renewed.js';

/** Looks that are answered when a test says so. */
function stage() {
  let nowMs = 0;
  const looks: PromiseWithResolvers<string>[] = [];
  const renewed = new Renewed(
    () => {
      const look = Promise.withResolvers<string>();
      looks.push(look);
      return look.promise;
    },
    { monotonicMs: () => nowMs },
    { freshMs: 10, usableMs: 100 },
  );
  return { renewed, looks, passed: (ms: number) => (nowMs += ms) };
}

describe('what takes a while to find out', () => {
  it('is looked for once, for all who ask meanwhile and soon after', async () => {
    const { renewed, looks, passed } = stage();
    const both = Promise.all([renewed.get(), renewed.get()]);
    passed(200);
    const late = renewed.get();
    looks[0]!.resolve('a');
    expect([await both, await late, looks.length]).toEqual([['a', 'a'], 'a', 1]);
  });

  it('is told at once where it is known, and renewed for those behind', async () => {
    const { renewed, looks, passed } = stage();
    const first = renewed.get();
    looks[0]!.resolve('a');
    await first;
    passed(9);
    expect([await renewed.get(), looks.length]).toEqual(['a', 1]);
    passed(1);
    expect([await renewed.get(), await renewed.get(), looks.length]).toEqual(['a', 'a', 2]);
    looks[1]!.resolve('b');
    await new Promise((resolve) => setImmediate(resolve));
    expect([await renewed.get(), looks.length]).toEqual(['b', 2]);
  });

  it('is waited for where what is known is too old, or the last look failed', async () => {
    const { renewed, looks, passed } = stage();
    const first = renewed.get();
    looks[0]!.resolve('a');
    await first;
    passed(100);
    const old = renewed.get();
    looks[1]!.reject(new Error('away'));
    await expect(old).rejects.toThrow('away');
    const again = renewed.get();
    looks[2]!.resolve('c');
    expect(await again).toBe('c');
    passed(10);
    expect(await renewed.get()).toBe('c');
    looks[3]!.reject(new Error('away'));
    await new Promise((resolve) => setImmediate(resolve));
    const behind = renewed.get();
    looks[4]!.resolve('d');
    expect(await behind).toBe('d');
  });
});
