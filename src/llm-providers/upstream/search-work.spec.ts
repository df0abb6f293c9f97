import { setImmediate as nextTurn } from 'node:timers/promises';
import { withTurns } from '../../common/testing/turns.js';
import { turnOfSearch } from './search-work.js';

const requestOf = (content: string) => ({ model: 'm-1', messages: [{ role: 'user', content }] });

describe('the turn of a search', () => {
  it('is one of its own for each large request', async () => {
    const large = requestOf('x'.repeat(1_000_000));
    const ended: number[] = [];
    let turn = 0;
    const search = async () => {
      await turnOfSearch(large);
      ended.push(turn);
    };
    const searches = [search(), search(), search()];
    for (; ended.length < searches.length; turn += 1) await nextTurn();
    expect(new Set(ended).size).toBe(searches.length);
  });

  it('is not waited for by a small one', async () => {
    const { turns } = await withTurns(turnOfSearch(requestOf('Hello')));
    expect(turns).toBeLessThanOrEqual(1);
  });
});
