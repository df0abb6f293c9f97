import { ACME, ACME_SETTINGS } from '../port/testing/fake-llm-provider.js';
import type { ListedModel } from '../port/llm-provider.js';
import type { ProviderDefinition, ProviderSettings } from '../port/provider-definition.js';
import { modelFacts } from './listed-model.js';

const AT_MS = Date.parse('2026-11-23');
const LISTED_PRICES = {
  inputUsdPerMillion: '3',
  cachedInputUsdPerMillion: null,
  outputUsdPerMillion: '4.5',
};
const ofOperator = (input: string, output: string, cached?: string) => ({
  input_usd_per_million: input,
  output_usd_per_million: output,
  ...(cached !== undefined && { cached_input_usd_per_million: cached }),
});

const facts = (
  listed: ListedModel,
  definition: Partial<ProviderDefinition> = { id: 'openai' },
  settings: Partial<ProviderSettings> = {},
  atMs = AT_MS,
) =>
  modelFacts(
    { definition: { ...ACME, ...definition }, settings: { ...ACME_SETTINGS, ...settings } },
    atMs,
  )(listed);

describe('the facts of a model', () => {
  it('come from the table where the list tells nothing but the name; prices are those of small requests', () => {
    expect(facts({ id: 'gpt-6-luna' })).toEqual({
      contextWindow: 1_050_000,
      maxOutputTokens: null,
      prices: {
        inputUsdPerMillion: '0.1',
        cachedInputUsdPerMillion: '0.01',
        outputUsdPerMillion: '0.5',
        source: 'price_table',
      },
    });
  });

  it('come from the list before they come from the table', () => {
    const listed = { id: 'gpt-6-luna', contextWindow: 5000, maxOutputTokens: 100, prices: LISTED_PRICES };
    expect(facts(listed)).toEqual({
      contextWindow: 5000,
      maxOutputTokens: 100,
      prices: { ...LISTED_PRICES, source: 'provider' },
    });
  });

  it('come from the operator before all, where prices are set', () => {
    const prices = new Map([
      ['m', ofOperator('0.150', '00.60', '0.0')],
      ['n', ofOperator('1', '2')],
    ]);
    expect(facts({ id: 'm', prices: LISTED_PRICES }, {}, { prices }).prices).toEqual({
      inputUsdPerMillion: '0.15',
      cachedInputUsdPerMillion: '0',
      outputUsdPerMillion: '0.6',
      source: 'operator',
    });
    expect(facts({ id: 'n' }, {}, { prices }).prices?.cachedInputUsdPerMillion).toBeNull();
    expect(facts({ id: 'o', prices: LISTED_PRICES }, {}, { prices }).prices?.source).toBe('provider');
  });

  it.each<[string, string, Partial<ProviderDefinition>]>([
    ['of a model that the table does not know', 'gpt-6-nova', { id: 'openai' }],
    ['of a model whose name begins like another', 'gpt-6-luna-mega', { id: 'openai' }],
    ['where the table is not meant', 'gpt-6-luna', { id: 'openai', priceProviderId: null }],
    ['of a provider that the table does not know', 'gpt-6-luna', { id: 'acme' }],
  ])('are not known %s', (_, id, definition) => {
    expect(facts({ id }, definition)).toEqual({ contextWindow: null, maxOutputTokens: null, prices: null });
  });

  it('have a price of input alone where the model writes nothing', () => {
    expect(facts({ id: 'text-embedding-3-small' }).prices).toEqual({
      inputUsdPerMillion: '0.02',
      cachedInputUsdPerMillion: null,
      outputUsdPerMillion: null,
      source: 'price_table',
    });
  });

  it('change with the day on which a price begins to hold', () => {
    const inputOn = (day: string) =>
      facts({ id: 'gpt-5.6-luna' }, { id: 'openai' }, {}, Date.parse(day)).prices?.inputUsdPerMillion;
    expect([inputOn('2026-07-29'), inputOn('2026-07-30')]).toEqual(['1', '0.2']);
  });

  it('are a price of 0 where the provider is a simulator', () => {
    expect(facts({ id: 'sim/echo' }, { isSimulated: true, priceProviderId: null }).prices).toEqual({
      inputUsdPerMillion: '0',
      cachedInputUsdPerMillion: null,
      outputUsdPerMillion: '0',
      source: 'provider',
    });
  });
});
