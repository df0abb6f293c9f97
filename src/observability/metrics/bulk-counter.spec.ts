import { Counter, Registry } from '@prometheus-io/client';
import { BulkCounter } from './bulk-counter.js';

describe('a counter in bulk', () => {
  it('tells what one count after the other would, at each look', async () => {
    const [bulk, plain] = [new Registry(), new Registry()];
    const configuration = { name: 'calls', help: 'Calls.', labelNames: ['kind'] };
    const inBulk = new BulkCounter({ ...configuration, registers: [bulk] });
    const oneByOne = new Counter({ ...configuration, registers: [plain] });
    const [a, b] = [{ kind: 'a' }, { kind: 'b' }];
    for (const look of [1, 2, 3]) {
      for (const [labels, amount] of [
        [a, 1],
        [look > 1 ? b : a, 2.5],
        [a, 0],
      ] as const) {
        inBulk.count(labels, amount);
        oneByOne.inc(labels, amount);
      }
      inBulk.inc({ kind: 'b' });
      oneByOne.inc({ kind: 'b' });
      expect((await bulk.metrics()).split('\n').toSorted()).toEqual(
        (await plain.metrics()).split('\n').toSorted(),
      );
    }
  });
});
