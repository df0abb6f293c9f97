import { numberAsDecimal } from './number-as-decimal.js';

describe('a number as a decimal', () => {
  it.each([
    [0, '0'],
    [5, '5'],
    [0.1, '0.1'],
    [8_999_999.5, '8999999.5'],
    [1_234_567.123456789, '1234567.123456789'],
    [1e-7, '0.0000001'],
    [0.1 + 0.2, '0.3'],
    [1e-13, '0'],
    ['5.00', '5.00'],
  ])('of %j is %s', (amount, text) => {
    expect(numberAsDecimal(amount)).toBe(text);
  });
});
