import * as fc from 'fast-check';
import { formatUsd, inPicoUsd, parseUsdPerMillion } from './decimal.js';

describe('parseUsdPerMillion', () => {
  it.each([
    ['0', 0n],
    ['2.5', 2_500_000_000_000n],
    ['0.0028', 2_800_000_000n],
    ['0.000000000001', 1n],
    ['007.10', 7_100_000_000_000n],
  ])('reads %s exactly', (text, expected) => {
    expect(parseUsdPerMillion(text)).toBe(expected);
  });

  it.each([
    '',
    ' 1',
    '1.',
    '.5',
    '-1',
    '+1',
    '1e-7',
    '1,5',
    'NaN',
    'Infinity',
    '0x1',
    '0.0000000000001',
    '1\n',
  ])('does not read %j', (text) => {
    expect(parseUsdPerMillion(text)).toBeNull();
  });
});

describe('formatUsd', () => {
  it.each([
    [0n, '0'],
    [1n, '0.000000000000000001'],
    [123_000_000_000_000n, '0.000123'],
    [1_000_000_000_000_000_000n, '1'],
    [120_500_000_000_000_000_000n, '120.5'],
  ])('writes %s as %s', (amount, expected) => {
    expect(formatUsd(amount)).toBe(expected);
  });

  it('gives back the price of a million tokens as it was written', () => {
    const digits = fc.integer({ min: 0, max: 999_999_999 });
    fc.assert(
      fc.property(digits, digits, (whole, fraction) => {
        const text = `${whole}.${String(fraction).padStart(9, '0')}1`;
        expect(formatUsd((parseUsdPerMillion(text) ?? -1n) * 1_000_000n)).toBe(text);
      }),
    );
  });
});

describe('inPicoUsd', () => {
  it.each([
    [0n, 0n],
    [1n, 1n],
    [1_000_000n, 1n],
    [1_000_001n, 2n],
  ])('rounds %s up to %s', (amount, expected) => {
    expect(inPicoUsd(amount)).toBe(expected);
  });
});
