import type { CompletionUsage } from '../port/canonical.js';
import { costOfUsage, costPartsOf, type PricedCall } from './cost-of-usage.js';
import { costPartsUsd } from './cost-parts.js';
import type { OperatorPrice } from '../port/provider-definition.js';

type PromptDetails = CompletionUsage['prompt_tokens_details'];

const usage = (prompt: number, completion: number, details: PromptDetails = {}): CompletionUsage => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
  prompt_tokens_details: details,
});
const call = (model: string, used: CompletionUsage, id = 'openai'): PricedCall => ({
  definition: { id },
  model,
  usage: used,
  atMs: Date.parse('2026-11-23'),
});
const price = (model: string, ...used: Parameters<typeof usage>) => costOfUsage(call(model, usage(...used)));

describe('costOfUsage', () => {
  it('is exact where floating point is not', () => {
    expect(price('gpt-4.1-nano', 3, 0)).toBe('0.0000003'); // 3 * 0.1 = 0.30000000000000004
    expect(price('gpt-4.1-nano', 0, 0)).toBe('0');
    expect(price('gpt-4o', 1_000_000, 100_000)).toBe('3.5');
  });

  it('prices cached tokens once, in place of the input price', () => {
    expect(price('gpt-4o', 1000, 0, { cached_tokens: 400 })).toBe('0.002'); // 600 * 2.5 + 400 * 1.25
    expect(price('gpt-4o', 1000, 0, { cached_tokens: 1000 })).toBe('0.00125');
    expect(price('gpt-4o-2024-05-13', 1000, 0, { cached_tokens: 400 })).toBe('0.005'); // no price of its own
  });

  it('prices what was written to the cache', () => {
    const used = usage(1000, 0, { cached_tokens: 100, cache_write_tokens: 500 });
    expect(costOfUsage(call('claude-sonnet-5', used, 'anthropic'))).toBe('0.00207'); // 400 * 2 + 100 * .2 + 500 * 2.5
  });

  it('prices what was written to the cache for an hour once, and never by guess', () => {
    const hour = (cache_write_1h_tokens: number) => ({ cache_write_tokens: 500, cache_write_1h_tokens });
    const cost = (model: string, details: PromptDetails, id: string) =>
      costOfUsage(call(model, usage(1000, 0, details), id));
    expect(cost('claude-sonnet-5', hour(500), 'anthropic')).toBe('0.003'); // 500 * 2 + 500 * 4
    expect(cost('claude-sonnet-5', hour(100), 'anthropic')).toBe('0.0024'); // 500 * 2 + 400 * 2.5 + 100 * 4
    expect(cost('claude-sonnet-5', hour(501), 'anthropic')).toBeNull(); // more than was written at all
    expect(cost('gpt-4o', hour(100), 'openai')).toBeNull();
    expect(cost('gpt-4o', hour(0), 'openai')).toBe('0.0025');
  });

  it('counts reasoning as the part of the output that it is', () => {
    const used = { ...usage(0, 100), completion_tokens_details: { reasoning_tokens: 90 } };
    expect(costOfUsage(call('gpt-5', used))).toBe(price('gpt-5', 0, 100));
  });

  it('tells what each part costs, and the parts come to the whole', () => {
    const used: CompletionUsage = {
      ...usage(1000, 100, { cached_tokens: 100, cache_write_tokens: 500 }),
      completion_tokens_details: { reasoning_tokens: 60 },
    };
    const parts = costPartsOf(call('claude-sonnet-5', used, 'anthropic'))!;
    expect(costPartsUsd([parts])).toEqual({
      input: '0.0008',
      cache_read: '0.00002',
      cache_write: '0.00125',
      output: '0.0004',
      reasoning: '0.0006',
    });
    const { total, ...others } = parts;
    expect(Object.values(others).reduce((sum, part) => sum + part)).toBe(total);
    expect(costPartsUsd([parts, parts])).toMatchObject({ cache_read: '0.00004' });
    expect(costPartsUsd([parts, null])).toBeNull();
  });

  it('prices a whole long request by the tier that it reached, cached tokens included', () => {
    expect(price('gpt-5.4', 271_999, 1000, { cached_tokens: 200_000 })).toBe('0.2449975');
    expect(price('gpt-5.4', 272_000, 1000, { cached_tokens: 200_000 })).toBe('0.4825');
  });

  it('prices audio where audio has a price, and images', () => {
    const audio = (model: string) => costOfUsage(call(model, usage(100, 0, { audio_tokens: 40 }), 'google'));
    expect(audio('gemini-2.5-flash')).toBe('0.000058'); // 60 * 0.3 + 40 * 1
    expect(audio('gemini-2.5-pro')).toBeNull();
    expect(price('gpt-4o', 100, 0, { image_tokens: 40 })).toBe('0.00025');
  });

  it.each([
    ['more tokens cached than there were', usage(10, 1, { cached_tokens: 11 })],
    [
      'more tokens cached and written than there were',
      usage(10, 1, { cached_tokens: 6, cache_write_tokens: 5 }),
    ],
    ['more reasoning than output', { ...usage(10, 1), completion_tokens_details: { reasoning_tokens: 2 } }],
    [
      'reasoning that is text',
      { ...usage(10, 1), completion_tokens_details: { reasoning_tokens: '1' as unknown as number } },
    ],
    ['more than any caller sends', usage(1_000_000_001, 1)],
    ['more than any model answers', usage(1, 1_000_000_001)],
    ['a count below zero', usage(-1, 1)],
    ['a broken count', usage(1.5, 1)],
    ['a count that is text', usage('1' as unknown as number, 1)],
    ['no input', { completion_tokens: 1 } as CompletionUsage],
    ['no output', { prompt_tokens: 1, completion_tokens: null } as unknown as CompletionUsage],
    ['audio that may be cached', usage(10, 1, { audio_tokens: 5, cached_tokens: 5 })],
  ])('knows no cost for %s', (_, used) => {
    expect(costOfUsage(call('gpt-4o-mini-realtime-preview', used))).toBeNull();
  });

  it('knows no cost for tokens without a price, nor for images that the model drew', () => {
    expect(price('text-embedding-3-small', 10, 0)).toBe('0.0000002');
    expect(price('text-embedding-3-small', 10, 1)).toBeNull();
    expect(costOfUsage(call('gemini-2.5-flash-image', usage(1, 1), 'google'))).toBeNull();
  });

  it('asks the table by its own id of the provider, or not at all', () => {
    const asked = call('gemini-2.5-flash', usage(10, 0), 'gemini');
    expect(costOfUsage(asked)).toBeNull();
    expect(costOfUsage({ ...asked, definition: { id: 'gemini', priceProviderId: 'google' } })).toBe(
      '0.000003',
    );
    expect(
      costOfUsage({ ...call('gpt-4o', usage(1, 1)), definition: { id: 'openai', priceProviderId: null } }),
    ).toBe(null);
  });
});

describe("costOfUsage with the operator's prices", () => {
  const costAt = (row: Partial<OperatorPrice>, details: PromptDetails = {}, model = 'gpt-4o') => {
    const prices = { input_usd_per_million: '1', output_usd_per_million: '0.000001', ...row };
    return costOfUsage(call(model, usage(10, 1, details)), new Map([['gpt-4o', prices]]));
  };

  it('takes them in place of the table, for the models that they name', () => {
    expect(costAt({})).toBe('0.000010000001');
    expect(costAt({}, {}, 'gpt-4o-2024-08-06')).toBe('0.000035');
    expect(costAt({ input_usd_per_million: '0', output_usd_per_million: '0' })).toBe('0');
  });

  it('prices cached tokens as others where they have no price', () => {
    expect(costAt({}, { cached_tokens: 10, cache_write_tokens: 0 })).toBe('0.000010000001');
    expect(costAt({ cached_input_usd_per_million: '0' }, { cached_tokens: 10 })).toBe('0.000000000001');
  });

  it('prices what was written to a cache as other input, whatever its lifetime', () => {
    const written = { cache_write_tokens: 5, cache_write_1h_tokens: 5 };
    expect(costAt({}, written)).toBe('0.000010000001');
  });

  it('never falls back on the table from a row that it cannot read', () => {
    expect(costAt({ input_usd_per_million: '1e3' })).toBeNull();
    expect(costAt({ cached_input_usd_per_million: '' })).toBeNull();
    expect(costAt({ output_usd_per_million: '-1' })).toBeNull();
  });
});
