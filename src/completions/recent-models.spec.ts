import { RecentModels } from './recent-models.js';

describe('RecentModels', () => {
  it('keep what was put last, and forget the model that was put longest ago', () => {
    const models = new RecentModels<number>(2);
    models.put('acme', 'a', 1);
    models.put('acme', 'b', 2);
    models.put('acme', 'a', 3);
    models.put('acme', 'c', 4);
    expect(['a', 'b', 'c'].map((model) => models.get('acme', model))).toEqual([3, undefined, 4]);
    expect(models.size).toBe(2);
  });

  it('know nothing of a model of which nothing more is known', () => {
    const models = new RecentModels<number>(2);
    models.put('acme', 'a', 1);
    models.put('acme', 'a', null);
    expect([models.get('acme', 'a'), models.size]).toEqual([undefined, 0]);
  });
});
