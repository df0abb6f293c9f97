import * as fc from 'fast-check';
import { withTurns } from '../../common/testing/turns.js';
import { parseUsdPerMillion } from '../../pricing/decimal.js';
import { ACME, ACME_SETTINGS } from '../../port/testing/fake-llm-provider.js';
import { usdPerMillion } from './listed-prices.js';
import { readModelList } from './read-model-list.js';

const call = {
  definition: ACME,
  settings: ACME_SETTINGS,
  apiKey: null,
  request: { model: '', messages: [] },
  nowMs: 0,
};
const listed = (entry: object) => readModelList({ data: [{ id: 'm', ...entry }] }, call);

describe('a list of models', () => {
  it('is read a few models in a turn', async () => {
    const data = Array.from({ length: 10_000 }, (_, index) => ({ id: `m-${index}` }));
    const { result, turns } = await withTurns(readModelList({ data }, call));
    expect(result).toEqual(data);
    expect(turns).toBeGreaterThan(10);
  });
});

describe('the limits of a listed model', () => {
  it.each<[string, object, object]>([
    [
      'by OpenRouter’s words',
      {
        context_length: 1_050_000,
        top_provider: { context_length: 400_000, max_completion_tokens: 128_000 },
      },
      { contextWindow: 1_050_000, maxOutputTokens: 128_000 },
    ],
    [
      'by Requesty’s words',
      { context_window: 200_000, max_output_tokens: 64_000 },
      { contextWindow: 200_000, maxOutputTokens: 64_000 },
    ],
    [
      'one of them',
      { context_length: 8192, top_provider: { max_completion_tokens: null } },
      { contextWindow: 8192 },
    ],
    ['by vLLM’s word', { max_model_len: 8096 }, { contextWindow: 8096 }],
    ['by Mistral’s word', { max_context_length: 131_072 }, { contextWindow: 131_072 }],
    ['none that is 0, broken, below zero or a text', { context_length: 0, max_output_tokens: 1.5 }, {}],
    ['none that is below zero or a text', { context_window: -1, max_output_tokens: '64000' }, {}],
    ['none where nothing is told', { top_provider: null }, {}],
  ])('are read %s', async (_, entry, limits) => {
    expect(await listed(entry)).toEqual([{ id: 'm', ...limits }]);
  });

  it('stand beside the shutdown date', async () => {
    expect(await listed({ shutdown_date: '2027-01-14', context_window: 5 })).toEqual([
      { id: 'm', shutdownDate: '2027-01-14', contextWindow: 5 },
    ]);
    expect(await listed({ shutdown_date: null })).toEqual([{ id: 'm', shutdownDate: null }]);
  });
});

describe('what a listed model can do', () => {
  it.each<[string, object, object | undefined]>([
    [
      'by OpenRouter’s words',
      {
        architecture: { input_modalities: ['text', 'image'] },
        supported_parameters: ['tools', 'structured_outputs', 'seed'],
      },
      { tools: true, vision: true, reasoning: false, structuredOutput: true },
    ],
    [
      'by Requesty’s words',
      { supports_vision: false, supports_reasoning: true },
      { vision: false, reasoning: true },
    ],
    [
      'not by other words',
      { supports_vision: 'yes', architecture: null, supported_parameters: {} },
      undefined,
    ],
    ['not where nothing is told', {}, undefined],
  ])('is read %s', async (_, entry, capabilities) => {
    expect(await listed(entry)).toEqual([{ id: 'm', ...(capabilities && { capabilities }) }]);
  });
});

describe('the day that a listed model came to be', () => {
  it('is told in seconds', async () => {
    expect(await listed({ created: 1_790_000_000 })).toEqual([{ id: 'm', createdS: 1_790_000_000 }]);
  });

  it.each([[0], [-5], [1.5], [1_790_000_000_000], ['soon'], [null], [{}]])(
    'is not told by %j',
    async (created) => {
      expect(await listed({ created })).toEqual([{ id: 'm' }]);
    },
  );
});

describe('the shutdown date of a listed model', () => {
  it.each([[undefined], [''], ['soon'], ['2027-13-45'], [0], [1_800_000_000], [{}]])(
    'is not told by %j, which takes no announcement back',
    async (date) => {
      expect(await listed({ shutdown_date: date })).toEqual([{ id: 'm' }]);
    },
  );
});

describe('the prices of a listed model', () => {
  const prices = (input: string, cached: string | null, output: string) => ({
    inputUsdPerMillion: input,
    cachedInputUsdPerMillion: cached,
    outputUsdPerMillion: output,
  });

  it.each<[string, object, object]>([
    [
      'by OpenRouter’s words',
      {
        pricing: { prompt: '0.0000025', completion: '0.00001', input_cache_read: '0.00000125', request: '0' },
      },
      prices('2.5', '1.25', '10'),
    ],
    [
      'by Requesty’s words',
      { input_price: 0.0000028, cached_price: 3e-7, caching_price: 0.00000375, output_price: 0.000015 },
      prices('2.8', '0.3', '15'),
    ],
    [
      'without that of the cache',
      { pricing: { prompt: '0.000001', completion: '0.000002' } },
      prices('1', null, '2'),
    ],
    [
      'of models that cost nothing',
      { pricing: { prompt: '0', completion: '0', input_cache_read: '0' } },
      prices('0', '0', '0'),
    ],
    [
      'without a cache that seems to cost nothing',
      { input_price: 1e-6, output_price: 2e-6, cached_price: 0 },
      prices('1', null, '2'),
    ],
  ])('are read %s', async (_, entry, expected) => {
    expect(await listed(entry)).toEqual([{ id: 'm', prices: expected }]);
  });

  it.each<[string, object]>([
    ['where one is missing', { pricing: { prompt: '0.0000025' } }],
    ['where it depends on the model that answers', { pricing: { prompt: '-1', completion: '-1' } }],
    ['where they are no numbers', { pricing: { prompt: 'free', completion: '' } }],
    ['where they are per million tokens', { pricing: { prompt: 0.1, completion: 0.4 } }],
    ['where they are something else', { pricing: ['0.0000025'], input_price: { usd: 1 } }],
  ])('are left out %s', async (_, entry) => {
    expect(await listed(entry)).toEqual([{ id: 'm' }]);
  });
});

describe('usdPerMillion', () => {
  it.each<[unknown, string | null]>([
    ['0.00000015', '0.15'],
    ['0.000000075', '0.075'],
    ['1.5e-7', '0.15'],
    [1.5e-7, '0.15'],
    ['2E-6', '2'],
    ['0.001', '1000'],
    ['0.00100000000000000000000001', '1000.00000000000000000001'],
    ['0.001001', null],
    ['0.0000001234567890123456789', '0.1234567890123456789'],
    [0, '0'],
    ['0.0', '0'],
    ['1e-12', '0.000001'],
    [NaN, null],
    [-1e-6, null],
    [null, null],
    [true, null],
    ['1e99', null],
    [' 0.1', null],
  ])('reads %p per token as %p', (perToken, expected) => {
    expect(usdPerMillion(perToken)).toBe(expected);
  });

  it('moves the point of any price, and changes no digit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), (trillionths) => {
        const perToken = `0.${trillionths.toString().padStart(18, '0')}`;
        expect(parseUsdPerMillion(usdPerMillion(perToken) ?? '')).toBe(trillionths);
      }),
    );
  });
});
