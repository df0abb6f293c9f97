import type { ModelRequest } from '../../port/canonical.js';
import { ACME, ACME_SETTINGS, FakeLlmProvider } from '../../port/testing/fake-llm-provider.js';
import type { ProviderDefinition } from '../../port/provider-definition.js';
import { NO_EXTRAS } from './priced-extras.js';
import { worstCaseAt, type BoundedCall } from './worst-case.js';

const INPUT = { tokens: 1_000, isOpen: false, hasImages: false, hasAudio: false };
const PRICES = new Map([
  [
    'acme-1',
    { input_usd_per_million: '2', cached_input_usd_per_million: '0.2', output_usd_per_million: '10' },
  ],
  ['acme-1-dear', { input_usd_per_million: '20', output_usd_per_million: '100' }],
]);
const NO_LIMITS = { maxOutputTokens: () => null };
const at = (
  request: object,
  {
    definition = {},
    ...call
  }: { readonly definition?: Partial<ProviderDefinition> } & Partial<BoundedCall> = {},
) => {
  const provider = new FakeLlmProvider({ ...ACME, ...definition }, { ...ACME_SETTINGS, prices: PRICES });
  const prepared = {
    target: { provider, model: 'small' },
    request: { model: 'acme-1', ...request } as ModelRequest,
    warnings: [],
    additions: [],
    sunset: null,
  };
  const usual = { input: INPUT, extras: NO_EXTRAS, operation: 'chat', atMs: 0, limits: NO_LIMITS } as const;
  return worstCaseAt(prepared, { ...usual, ...call });
};

describe('the most that a request may cost', () => {
  it.each([
    [{ max_tokens: 100 }, 3_000_000_000n],
    [{ max_completion_tokens: 100 }, 3_000_000_000n],
    [{ max_tokens: 100, n: 3 }, 5_000_000_000n],
    [{ max_tokens: 0 }, 2_000_000_000n],
    [{ max_tokens: 100, max_completion_tokens: 1 }, 3_000_000_000n],
    [{ max_tokens: 1, max_completion_tokens: 100 }, 3_000_000_000n],
    [{ max_tokens: 1, fallbacks: [{ model: 'acme-1', max_tokens: 100 }] }, 3_000_000_000n],
    [{ max_tokens: 100, fallbacks: [{ model: 'acme-1', max_tokens: 1 }] }, 3_000_000_000n],
    [{ max_tokens: 100, prompt: ['a', 'b', 'c'] }, 5_000_000_000n],
    [{ max_tokens: 100, prompt: [[1], [2, 3]], n: 2 }, 6_000_000_000n],
    [{ max_tokens: 100, prompt: [1, 2, 3] }, 3_000_000_000n],
  ])('is its input and the output that it asks for: %j', (request, cost) => {
    expect(at(request)).toMatchObject({ cost });
  });

  it('is that of the dearest model that the provider may take instead', () => {
    const dear = { max_tokens: 100, models: ['acme-1-dear'] };
    expect(at(dear)).toMatchObject({ cost: 30_000_000_000n });
  });

  it('goes by what the provider’s list says of a model where nobody asks for less', () => {
    expect(at({}, { limits: { maxOutputTokens: () => 1_000 } })).toMatchObject({ cost: 12_000_000_000n });
  });

  it('goes by what the adapter asks for where nobody does', () => {
    const unaskedMaxTokens = (request: object) => ('thinking' in request ? 100 : 0);
    expect(at({ thinking: {} }, { definition: { unaskedMaxTokens } })).toMatchObject({
      cost: 3_000_000_000n,
    });
  });

  it.each([
    ['output', {}, {}],
    ['output', { max_output_tokens: 1 }, {}],
    ['price', { max_tokens: 1, models: ['acme-2'] }, {}],
    ['price', { max_tokens: 1, model: 'acme-2' }, {}],
    ['input', { max_tokens: 1 }, { input: { ...INPUT, isOpen: true } }],
    ['price', { max_tokens: 1 }, { input: { ...INPUT, hasAudio: true } }],
  ])('is not known without a bound of the %s', (unknown, request, call) => {
    expect(at(request, call)).toBe(unknown);
  });

  it('is that of the input alone where vectors are asked for', () => {
    expect(at({}, { operation: 'embeddings' })).toMatchObject({ cost: 2_000_000_000n });
  });

  it('is nothing at a simulator, and for counts of tokens', () => {
    expect(at({}, { definition: { isSimulated: true } })).toMatchObject({ cost: 0n });
    expect(at({}, { operation: 'count_tokens' })).toMatchObject({ cost: 0n });
  });

  it('is several times as much in a dearer service, and never less than usual', () => {
    const priced = (factor: string) => ({ definition: { tierFactor: () => factor } });
    const extras = { ...NO_EXTRAS, tiers: ['priority'] };
    expect(at({ max_tokens: 100 }, { ...priced('2.5'), extras })).toMatchObject({ cost: 7_500_000_000n });
    expect(at({ max_tokens: 100 }, { ...priced('0.5'), extras })).toMatchObject({ cost: 3_000_000_000n });
    expect(at({ max_tokens: 100 }, { extras })).toBe('tier');
  });

  it('is dearer in a region with a price of its own, whatever the service', () => {
    const definition = {
      tierFactor: () => '2',
      regionFactor: (region: string) => (region === 'us' ? '1.1' : null),
    };
    const extras = { ...NO_EXTRAS, region: 'us' };
    expect(at({ max_tokens: 100 }, { definition, extras })).toMatchObject({ cost: 3_300_000_000n });
    const both = { ...extras, tiers: ['priority'] };
    expect(at({ max_tokens: 100 }, { definition, extras: both })).toMatchObject({ cost: 6_600_000_000n });
    expect(at({ max_tokens: 100 }, { definition, extras: { ...extras, region: 'moon' } })).toBe('tier');
    expect(at({ max_tokens: 100 }, { extras })).toMatchObject({ cost: 3_000_000_000n });
  });

  it('is that of the dearest service where several are named', () => {
    const factors: Readonly<Record<string, string>> = { priority: '1', fast: '6' };
    const definition = { tierFactor: (tier: string) => factors[tier] ?? null };
    const extras = { ...NO_EXTRAS, tiers: ['priority', 'fast'] };
    expect(at({ max_tokens: 100 }, { definition, extras })).toMatchObject({ cost: 18_000_000_000n });
    const unknown = { ...NO_EXTRAS, tiers: ['priority', 'other'] };
    expect(at({ max_tokens: 100 }, { definition, extras: unknown })).toBe('tier');
  });

  it('is that of the dearest tier with a known price where the provider chooses one', () => {
    const extras = { ...NO_EXTRAS, tiers: ['auto'] };
    const priced = { definition: { tierFactor: (tier: string) => (tier === 'priority' ? '2.5' : '0.5') } };
    expect(at({ max_tokens: 100 }, { ...priced, extras })).toMatchObject({ cost: 7_500_000_000n });
    const cheaper = { definition: { tierFactor: () => '0.5' } };
    expect(at({ max_tokens: 100 }, { ...cheaper, extras })).toMatchObject({ cost: 3_000_000_000n });
    expect(at({ max_tokens: 100 }, { extras })).toMatchObject({ cost: 3_000_000_000n });
  });

  it('has the price of each search, and all that the model may read behind each', () => {
    const gpt = { model: 'gpt-4o', max_tokens: 1 };
    const definition = { id: 'acme', priceProviderId: 'openai' };
    const atMs = Date.parse('2026-11-29');
    const searching = (calls: number, more: object = {}) =>
      at(gpt, { definition, atMs, extras: { ...NO_EXTRAS, toolCalls: calls, webSearches: calls }, ...more });
    // 128,000 tokens at $2.50 a million, three times; a token of output at $10; two searches at $10 a thousand
    expect(searching(2)).toMatchObject({ cost: 960_000_000_000n + 10_000_000n + 20_000_000_000n });
    expect(searching(0)).toMatchObject({ cost: 2_500_000_000n + 10_000_000n });
    expect(at({ max_tokens: 1 }, { extras: { ...NO_EXTRAS, toolCalls: 1, webSearches: 0 } })).toBe('tool');
    expect(at({ max_tokens: 1 }, { extras: { ...NO_EXTRAS, toolCalls: 1, webSearches: 1 } })).toBe('tool');
    expect(at(gpt, { definition, atMs, extras: { ...NO_EXTRAS, isOpen: true } })).toBe('tool');
    const unpriced = { ...NO_EXTRAS, isOpen: true, isUnpriced: true };
    expect(at(gpt, { definition, atMs, extras: unpriced })).toBe('unpriced');
  });

  it('is that of the dearest tier that so much input may reach', () => {
    const long = (tokens: number) =>
      at(
        { model: 'gpt-5.4', max_tokens: 0 },
        {
          definition: { id: 'acme', priceProviderId: 'openai' },
          atMs: Date.parse('2026-11-29'),
          input: { ...INPUT, tokens },
        },
      );
    expect(long(271_999)).toMatchObject({ cost: 271_999n * 2_500_000n });
    expect(long(272_000)).toMatchObject({ cost: 272_000n * 5_000_000n });
  });

  it('rounds up to a trillionth of a dollar', () => {
    const prices = new Map([['acme-1', { input_usd_per_million: '0.0000001', output_usd_per_million: '0' }]]);
    const provider = new FakeLlmProvider(ACME, { ...ACME_SETTINGS, prices });
    const prepared = {
      target: { provider, model: 'small' },
      request: { model: 'acme-1', max_tokens: 1 } as ModelRequest,
      warnings: [],
      additions: [],
      sunset: null,
    };
    const input = { ...INPUT, tokens: 1 };
    expect(
      worstCaseAt(prepared, { input, extras: NO_EXTRAS, operation: 'chat', atMs: 0, limits: NO_LIMITS }),
    ).toMatchObject({
      cost: 1n,
    });
  });
});
