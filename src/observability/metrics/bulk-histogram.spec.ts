import { Histogram, Registry } from '@prometheus-io/client';
import { BulkHistogram } from './bulk-histogram.js';

describe('a histogram in bulk', () => {
  it('tells what one value after the other would, at each look', async () => {
    const [bulk, plain] = [new Registry(), new Registry()];
    const configuration = { name: 'gaps', help: 'Gaps.', labelNames: ['kind'], buckets: [0.125, 0.25, 0.5] };
    const inBulk = new BulkHistogram({ ...configuration, registers: [bulk] });
    const oneByOne = new Histogram({ ...configuration, registers: [plain] });
    const [a, b] = [{ kind: 'a' }, { kind: 'b' }];
    for (const look of [1, 2, 3]) {
      for (const [labels, value, times] of [
        [a, 0, 3],
        [a, 0.125, 1],
        [a, 0.1875, 2],
        [look > 1 ? b : a, 0.5, 1],
        [a, 9, 1],
      ] as const) {
        inBulk.observeTimes(labels, value, times);
        for (let time = 0; time < times; time += 1) oneByOne.observe(labels, value);
      }
      expect(await bulk.metrics()).toBe(await plain.metrics());
    }
  });
});
