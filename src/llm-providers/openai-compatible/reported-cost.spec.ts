import * as fc from 'fast-check';
import { addDecimals } from '../../common/decimal.js';
import { costOfUsage, toDecimal } from './reported-cost.js';

describe('a reported cost', () => {
  it.each<[unknown, string | null]>([
    [0, '0'],
    [0.00000125, '0.00000125'],
    [1e-13, '0.0000000000001'],
    [0.1, '0.1'],
    [12, '12'],
    [1200.5, '1200.5'],
    ['0.5', '0.5'],
    [1e21, null],
    [-1, null],
    [NaN, null],
    ['x', null],
    [null, null],
    [undefined, null],
  ])('of %j is %j', (cost, expected) => {
    expect(costOfUsage({ cost })).toBe(expected);
  });

  it('is the number again, and has no exponent', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (value) => {
        const text = toDecimal(value) ?? '';
        expect(text).toMatch(/^\d+(\.\d*[1-9])?$/);
        expect(Number(text)).toBe(value);
      }),
    );
  });
});

describe('addDecimals', () => {
  it.each([
    ['0', '0.0123', '0.0123'],
    ['0.1', '0.2', '0.3'],
    ['1', '2', '3'],
    ['10', '0', '10'],
    ['0.999', '0.001', '1'],
    ['0', '0', '0'],
  ])('adds %s and %s to %s', (one, other, sum) => {
    expect(addDecimals(one, other)).toBe(sum);
  });
});
