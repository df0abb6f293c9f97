import { setImmediate as endOfTurn } from 'node:timers/promises';
import { atEndOfTurn } from './end-of-turn.js';

describe('atEndOfTurn', () => {
  it('does what came in one turn in its order, behind all else of the turn', async () => {
    const done: string[] = [];
    atEndOfTurn(() => done.push('one'));
    atEndOfTurn(() => done.push('two'));
    process.nextTick(() => done.push('a tick'));
    await new Promise((resolve) => process.nextTick(resolve));
    expect(done).toEqual(['a tick']);
    await endOfTurn();
    expect(done).toEqual(['a tick', 'one', 'two']);
  });

  it('leaves what comes meanwhile to the next turn', async () => {
    const done: string[] = [];
    atEndOfTurn(() => {
      atEndOfTurn(() => done.push('later'));
      done.push('first');
    });
    await endOfTurn();
    expect(done).toEqual(['first']);
    await endOfTurn();
    expect(done).toEqual(['first', 'later']);
  });

  it('does the others where one fails, and throws behind them what it threw', async () => {
    const done: string[] = [];
    const nextTick = jest.spyOn(process, 'nextTick').mockImplementation((work) => {
      done.push(failureOf(work as () => void));
    });
    atEndOfTurn(() => {
      throw new Error('broken');
    });
    atEndOfTurn(() => done.push('another'));
    await endOfTurn();
    nextTick.mockRestore();
    expect(done).toEqual(['broken', 'another']);
  });
});

function failureOf(work: () => void): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing';
}
