import { setImmediate as nextTurn } from 'node:timers/promises';
import { GatheredRecords } from './gathered-records.js';

function full(): never {
  throw new Error('full');
}

describe('GatheredRecords', () => {
  it('lets the others of a turn go on though one that is told of a failure throws', async () => {
    const turns: (() => void)[] = [];
    const atEndOfTurn = (work: () => void) => void turns.push(work);
    const gathered = new GatheredRecords({ writeTogether: full, atEndOfTurn });
    const record = (writeAlone: () => void) => ({ text: 'a', needsRoom: false, writeAlone });
    let isOver = false;
    const odd = () => {
      throw new Error('odd');
    };
    void gathered.add(record(full), odd);
    void gathered.add(record(() => undefined)).then(() => (isOver = true));
    expect(() => turns[0]!()).toThrow('odd');
    await nextTurn();
    expect(isOver).toBe(true);
  });
});
