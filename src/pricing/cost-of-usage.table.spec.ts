import { calcPrice, findProvider } from '@pydantic/genai-prices';
import * as fc from 'fast-check';
import { costOfUsage } from './cost-of-usage.js';

const MODELS = ['openai', 'anthropic', 'google'].flatMap((providerId) =>
  (findProvider({ providerId })?.models ?? []).map(({ id }) => ({ providerId, model: id })),
);
/** Prices of what usage does not count. */
const UNCOUNTED = /^(output_(image|video)|input_video)_mtok$|_hours$/;

const TIMES = ['2026-01-01', '2026-03-13', '2026-07-30', '2026-11-23', '2027-06-01'].map((day) =>
  Date.parse(day),
);
const count = fc.oneof(fc.nat(5_000), fc.integer({ min: 127_000, max: 2_000_000 }));
const COUNTS = fc
  .record({
    fresh: count,
    cached: count,
    written: count,
    forAnHour: fc.oneof(fc.constant(0), count),
    output: count,
    atMs: fc.constantFrom(...TIMES),
  })
  .map(({ fresh, cached, written, ...others }) => ({
    ...others,
    cached,
    written: written + others.forAnHour,
    input: fresh + cached + written + others.forAnHour,
  }));
type Counts = typeof COUNTS extends fc.Arbitrary<infer Value> ? Value : never;

function theirs(model: string, providerId: string, counts: Counts) {
  const { input, cached, written, forAnHour, output, atMs } = counts;
  const parts = {
    cache_read_tokens: cached,
    cache_write_tokens: written,
    cache_write_1h_tokens: forAnHour,
  };
  const usage = { input_tokens: input, output_tokens: output, ...parts };
  return calcPrice(usage, model, { providerId, timestamp: new Date(atMs) });
}

function ours(model: string, id: string, counts: Counts): string | null {
  const { input, cached, written, forAnHour, output, atMs } = counts;
  const usage = {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: {
      cached_tokens: cached,
      cache_write_tokens: written,
      cache_write_1h_tokens: forAnHour,
    },
  };
  return costOfUsage({ definition: { id }, model, usage, atMs });
}

/** What has no cost for us, although the package ends up with a sum. */
function isPriceable(prices: object, { output, forAnHour }: Counts): boolean {
  const keys = Object.keys(prices);
  const hasOutput = output === 0 || keys.includes('output_mtok');
  if (forAnHour > 0 && !keys.includes('cache_write_1h_mtok')) return false;
  return keys.includes('input_mtok') && hasOutput && !keys.some((key) => UNCOUNTED.test(key));
}

function agrees(cost: string | null, expected: ReturnType<typeof theirs>, counts: Counts): boolean {
  if (!expected || !isPriceable(expected.model_price, counts)) return cost === null;
  const difference = Math.abs(Number(cost) - expected.total_price);
  return /^(0|[1-9]\d*)(\.\d*[1-9])?$/.test(String(cost)) && difference <= 1e-9 * expected.total_price;
}

describe('costOfUsage beside the package that brings the table', () => {
  it('has models to compare, and costs for most of them', () => {
    const counts = {
      input: 3,
      cached: 1,
      written: 1,
      forAnHour: 0,
      output: 1,
      atMs: Date.parse('2026-11-23'),
    };
    const known = MODELS.filter(({ model, providerId }) => ours(model, providerId, counts) !== null);
    expect(MODELS.length).toBeGreaterThan(150);
    expect(known.length).toBeGreaterThan(MODELS.length * 0.8);
  });

  it.each(MODELS)('agrees about $providerId $model', ({ providerId, model }) => {
    fc.assert(
      fc.property(COUNTS, (counts) => {
        const expected = theirs(model, providerId, counts);
        expect(agrees(ours(model, providerId, counts), expected, counts)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
