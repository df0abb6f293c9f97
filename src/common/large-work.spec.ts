import { setImmediate as nextTurn } from 'node:timers/promises';
import { turnOfLargeWork } from './large-work.js';

describe('the turn of large work', () => {
  it('is given to one piece of work in a turn of the event loop', async () => {
    let turn = 0;
    const turns: Record<string, number[]> = { first: [], second: [], third: [] };
    const work = async (name: string) => {
      for (let piece = 0; piece < 3; piece += 1) {
        await turnOfLargeWork();
        turns[name]?.push(turn);
      }
    };
    const works = ['first', 'second', 'third'].map(work);
    for (; turn < 12; turn += 1) await nextTurn();
    await Promise.all(works);
    const all = Object.values(turns).flat();
    expect(new Set(all).size).toBe(all.length);
    expect(turns['first']?.[0]).toBeLessThan(turns['third']?.[0] ?? 0);
    expect(turns['third']?.[0]).toBeLessThan(turns['first']?.[1] ?? 0);
  });
});
