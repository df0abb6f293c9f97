import type { ModelPrice } from '@pydantic/genai-prices';
import { fromTablePrices } from './table-prices.js';

const usd = (millionths: number): bigint => BigInt(millionths) * 1_000_000n;
const tiered = (base: number, ...tiers: [start: number, price: number][]): ModelPrice[string] => ({
  base,
  tiers: tiers.map(([start, price]) => ({ start, price })),
});

describe('fromTablePrices', () => {
  it('leaves open what the table has no price for', () => {
    expect(fromTablePrices({ input_mtok: 0.1, output_mtok: undefined }, 1)).toEqual({
      input: usd(100_000),
      cachedInput: null,
      cacheWrite: null,
      cacheWrite1h: null,
      imageInput: null,
      audioInput: null,
      webSearch: null,
      output: null,
      audioOutput: null,
    });
  });

  it.each([
    [0, 1],
    [100, 1],
    [101, 2],
    [200, 2],
    [201, 3],
  ])(
    'prices a request of %d input tokens by the highest tier that it goes beyond',
    (inputTokens, expected) => {
      const table = { input_mtok: tiered(1, [200, 3], [100, 2]), output_mtok: tiered(1, [100, 2], [200, 3]) };
      const price = usd(expected * 1_000_000);
      expect(fromTablePrices(table, inputTokens)).toMatchObject({ input: price, output: price });
    },
  );

  it.each([
    ['no prices', {}],
    ['no price of input', { output_mtok: 1 }],
    ['a price of what usage does not count', { input_mtok: 1, output_mtok: 1, output_image_mtok: 30 }],
    ['a price per request', { input_mtok: 1, output_mtok: 1, requests_kcount: 5 }],
    ['an unknown name', { input_mtok: 1, output_mtok: 1, moonlight_mtok: 5 }],
    ['a price below zero', { input_mtok: -1, output_mtok: 1 }],
    ['a price that is no number', { input_mtok: 1, output_mtok: '1' }],
    ['a price that is null', { input_mtok: 1, cache_read_mtok: null }],
    ['a price too small to be read', { input_mtok: 1e-13 }],
    ['tiers of another shape', { input_mtok: { base: 1, tiers: [{ from: 1, price: 2 }] } }],
    ['a tier that is null', { input_mtok: { base: 1, tiers: [null] } }],
    ['no tiers', { input_mtok: { base: 1 } }],
  ])('understands nothing of a table with %s', (_, table) => {
    expect(fromTablePrices(table as unknown as ModelPrice, 1000)).toBeNull();
  });
});
