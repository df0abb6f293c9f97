import { sumUsd } from './sum-usd.js';

describe('sumUsd', () => {
  it.each<[readonly (string | null)[], string | null]>([
    [[], '0'],
    [['0'], '0'],
    [['0.000123'], '0.000123'],
    [['0.1', '0.2'], '0.3'],
    [['0.999', '0.001'], '1'],
    [['12', '0.000000000000000001'], '12.000000000000000001'],
    [['1.50', '2.50'], '4'],
    [['0.1', null], null],
    [['0.1', '-1'], null],
    [['0.1', 'NaN'], null],
  ])('of %j is %s', (amounts, sum) => {
    expect(sumUsd(amounts)).toBe(sum);
  });
});
