import { PriceBook, type DatedPrice } from './price-book.js';

const priceOf = (usd: string) => ({ input_usd_per_million: usd, output_usd_per_million: usd });
const dated = (usd: string, validFromMs: number, more: Partial<DatedPrice> = {}): DatedPrice => ({
  id: usd,
  provider: 'acme',
  model: 'm',
  validFromMs,
  createdAtMs: 0,
  createdBy: 'admin',
  price: priceOf(usd),
  ...more,
});
const inputAt = (prices: ReturnType<PriceBook['of']>, atMs: number, model = 'm') =>
  prices.get(model, atMs)?.input_usd_per_million;

describe('a book of prices', () => {
  it('has the price that is valid at the time of a call, and the file’s before the first', () => {
    const book = new PriceBook();
    const prices = book.of('acme', new Map([['m', priceOf('1')]]));
    book.setAll([dated('3', 300), dated('2', 200)]);
    expect([199, 200, 299, 300, 9_000].map((atMs) => inputAt(prices, atMs))).toEqual([
      '1',
      '2',
      '2',
      '3',
      '3',
    ]);
    expect([...prices.keys()]).toEqual(['m']);
  });

  it('goes by what was set last for the same time', () => {
    const book = new PriceBook();
    const prices = book.of('acme', undefined);
    book.setAll([dated('2', 200, { createdAtMs: 2 }), dated('1', 200, { createdAtMs: 1 })]);
    expect([inputAt(prices, 200), prices.has('m', 199)]).toEqual(['2', false]);
  });

  it('keeps providers and models apart, whichever is known first', () => {
    const book = new PriceBook();
    book.setAll([dated('2', 0), dated('3', 0, { provider: 'other' }), dated('4', 0, { model: 'n' })]);
    const prices = book.of('acme', undefined);
    expect([inputAt(prices, 1), inputAt(prices, 1, 'n'), inputAt(prices, 1, 'o')]).toEqual([
      '2',
      '4',
      undefined,
    ]);
  });
});
