import { pairsOf } from '../console/src/pages/spend/pairs.js';
import { placeOf, shownAs } from '../console/src/pages/spend/names.js';
import { stacksOf } from '../console/src/pages/spend/stacks.js';

const DAY = '2026-11-30T00:00:00.000Z';
const FROM_MS = Date.parse(DAY);

/** Of nobody, and of somebody who is called `none`. */
const ROWS = [
  { day: DAY, user: null, model: 'm', cost_usd: '2' },
  { day: DAY, user: 'none', model: 'm', cost_usd: '1' },
];
const shown = shownAs((id) => `key ${id}`);

describe('spend by user, where calls are without one and another is called none', () => {
  it('has a stack for each', () => {
    const { stacks } = stacksOf(ROWS, 'user', 'day', FROM_MS, FROM_MS + 1, shown);
    expect(stacks).toEqual([
      { name: 'no user', values: [2] },
      { name: 'none', values: [1] },
    ]);
  });

  it('has a bar for each', () => {
    const { bars, legend } = pairsOf(ROWS, ['user', 'model'], shown);
    expect(legend).toEqual(['m']);
    expect(bars.map(({ name, sizes }) => [name, sizes])).toEqual([
      ['no user', [2]],
      ['none', [1]],
    ]);
    expect(new Set(bars.map(({ key }) => key)).size).toBe(2);
  });

  it('has a part for each', () => {
    const { legend, bars } = pairsOf(ROWS, ['model', 'user'], shown);
    expect([legend, bars.map(({ sizes }) => sizes)]).toEqual([['no user', 'none'], [[2, 1]]]);
  });

  it('has a row for each, told apart by all names of it', () => {
    const rows = [
      ...ROWS,
      { ...ROWS[0]!, user: 'a', model: '\nb' },
      { ...ROWS[0]!, user: 'a\n', model: 'b' },
    ];
    expect(new Set(rows.map((row) => placeOf(row, ['user', 'model']))).size).toBe(4);
  });
});

it('a key is shown by its name, and its absence by no name of a key', () => {
  expect([shown('key', 'k1'), shown('key', null), shown('surface', null)]).toEqual([
    'key k1',
    'no key',
    'no API',
  ]);
});
