import { ManualClock } from '../common/testing/manual-clock.js';
import { Losses } from './losses.js';

describe('what is lost', () => {
  it('is told at once of the first, and of all others together every ten seconds', () => {
    const clock = new ManualClock();
    const told: [number, unknown][] = [];
    const losses = new Losses(clock, (...of) => told.push(of));
    for (const error of ['a', 'b', 'c']) losses.add(error);
    expect(told).toEqual([[1, 'a']]);
    clock.advance(10_000);
    expect(told.splice(0)).toEqual([
      [1, 'a'],
      [2, 'c'],
    ]);
    clock.advance(10_000);
    losses.add('d');
    expect(told).toEqual([[1, 'd']]);
  });
});
