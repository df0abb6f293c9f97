import { setImmediate as nextTurn } from 'node:timers/promises';
import { BeginInTurns } from './begin-in-turns.js';

describe('BeginInTurns', () => {
  let turns: BeginInTurns;
  let begun: number[];
  beforeEach(() => {
    turns = new BeginInTurns();
    begun = [];
  });

  const add = (from: number, to: number, isWanted: (at: number) => boolean = () => true) => {
    for (let at = from; at < to; at += 1)
      turns.add(
        () => isWanted(at),
        () => begun.push(at),
      );
  };
  const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);

  it('begins some at once, and others in the next turns', async () => {
    add(0, 20);
    expect(begun).toEqual(numbers(8));
    await nextTurn();
    expect(begun).toEqual(numbers(16));
    await nextTurn();
    expect(begun).toEqual(numbers(20));
  });

  it('lets what comes later wait behind what waits', async () => {
    add(0, 17);
    await nextTurn();
    add(17, 18);
    expect(begun).toEqual(numbers(16));
    await nextTurn();
    expect(begun).toEqual(numbers(18));
  });

  it('begins at once again when a turn has passed', async () => {
    add(0, 8);
    await nextTurn();
    add(8, 9);
    expect(begun).toEqual(numbers(9));
  });

  it('leaves out what is not wanted any more', async () => {
    add(0, 10, (at) => at !== 8);
    await nextTurn();
    expect(begun).toEqual([...numbers(8), 9]);
  });
});
