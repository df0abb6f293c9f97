import { setImmediate as turn } from 'node:timers/promises';
import { ManualClock } from '../../common/testing/manual-clock.js';
import type { StreamPart } from '../../port/canonical.js';
import { QUIET_MS, SignOfLife } from './sign-of-life.js';

const NEVER = new Promise<string>(() => undefined);

async function* parts(): AsyncGenerator<StreamPart> {
  yield await Promise.resolve({ type: 'chunk' } as StreamPart);
  await NEVER;
}
const outcomeOf = async (work: Promise<unknown>) => {
  let outcome: unknown = 'open';
  void work.then((value) => (outcome = value));
  await turn();
  return outcome;
};

describe('SignOfLife', () => {
  it('gives what comes in time, and leaves no timer', async () => {
    const clock = new ManualClock();
    await expect(new SignOfLife().orQuiet(Promise.resolve('answer'), clock)).resolves.toBe('answer');
    await expect(new SignOfLife().orQuiet(Promise.reject(new Error('no')), clock)).rejects.toThrow('no');
    clock.advance(QUIET_MS);
  });

  it.each([
    ['a provider that has said nothing', false, QUIET_MS, 'open'],
    ['one that has begun', true, QUIET_MS - 1, 'open'],
    ['one that has begun, and takes long', true, QUIET_MS, null],
  ])('is for %s', async (_what, hasBegun, waitMs, outcome) => {
    const [life, clock] = [new SignOfLife(), new ManualClock()];
    if (hasBegun) await life.of(parts()).next();
    const work = life.orQuiet(NEVER, clock);
    clock.advance(waitMs);
    expect(await outcomeOf(work)).toBe(outcome);
  });

  it('closes what it watches', async () => {
    const source = parts();
    const watched = new SignOfLife().of(source);
    await watched.next();
    await watched.return?.();
    expect(await source.next()).toEqual({ done: true, value: undefined });
  });
});
