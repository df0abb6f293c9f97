import { formatPicoUsd, toPicoUsd } from './pico-usd.js';

describe('money in trillionths of a dollar', () => {
  it.each([
    ['0', 0n, '0'],
    ['5', 5_000_000_000_000n, '5'],
    ['5.00', 5_000_000_000_000n, '5'],
    ['0.0000125', 12_500_000n, '0.0000125'],
    ['12.000000000001', 12_000_000_000_001n, '12.000000000001'],
  ])('%s is read, and written back', (text, amount, written) => {
    expect(toPicoUsd(text)).toBe(amount);
    expect(formatPicoUsd(amount)).toBe(written);
  });

  it.each([
    ['0.0000000000001', 1n],
    ['0.0000000000010', 1n],
    ['1.0000000000000000001', 1_000_000_000_001n],
  ])('%s is rounded up', (text, amount) => {
    expect(toPicoUsd(text)).toBe(amount);
  });

  it.each(['', '-1', '1e3', '.5', '1.', '1,5', ' 1', 'NaN'])('%j is no amount', (text) => {
    expect(toPicoUsd(text)).toBeNull();
  });

  it('writes what is below nothing with its sign', () => {
    expect(formatPicoUsd(-1_500_000_000_000n)).toBe('-1.5');
  });
});
