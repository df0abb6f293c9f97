import fc from 'fast-check';
import { inPicoUsd } from './decimal.js';
import { costAtMost, rememberedPrices } from './dearest-prices.js';

/** In trillionths of a dollar per million tokens: whole 10^-12 dollars a token, finer ones, and dear ones. */
const price = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 9n }).map((perToken) => perToken * 1_000_000n),
  fc.bigInt({ min: 0n, max: 10n ** 15n }),
  fc.bigInt({ min: 0n, max: 10n ** 26n }).map((perToken) => perToken * 1_000_000n),
);
const tokens = fc.oneof(fc.nat({ max: 200_000 }), fc.nat({ max: 1_000_000_000 }));

describe('the most that tokens cost', () => {
  it('is what whole numbers of any size come to, whatever the prices and counts', () => {
    fc.assert(
      fc.property(price, price, tokens, tokens, (input, output, read, written) => {
        const exact = inPicoUsd(BigInt(read) * input + BigInt(written) * output);
        expect(costAtMost({ input, output }, read, written)).toBe(exact);
        expect(costAtMost(rememberedPrices({ input, output }), read, written)).toBe(exact);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    [9_007_199_254n, 1_000_000],
    [9_007_199_255n, 1_000_000],
    [9_007_199_254_740_991n, 1],
    [9_007_199_254_740_993n, 1],
    [9_007_199_254_740_993n, 0],
  ])('is exact around what a double holds: %d a token, %d tokens', (perToken, read) => {
    const prices = rememberedPrices({ input: perToken * 1_000_000n, output: 1_000_000n });
    for (const written of [0, 1, 740_991, 740_992])
      expect(costAtMost(prices, read, written)).toBe(perToken * BigInt(read) + BigInt(written));
  });
});
