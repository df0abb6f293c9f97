import { NOTHING_REPORTED, type ReportedEnds } from '../completions/reported-ends.js';
import { openai } from '../llm-providers/openai/openai.definition.js';
import { gemini } from '../llm-providers/gemini/gemini.definition.js';
import { ACME, ACME_SETTINGS, FakeLlmProvider } from '../port/testing/fake-llm-provider.js';
import type { ListedModel } from '../port/llm-provider.js';
import { describeModels } from './describe-models.js';
import type { ModelList } from '../routing/model-lists/model-list.service.js';

const AT_MS = Date.parse('2026-11-23');
const PRICES = new Map([['acme-1', { input_usd_per_million: '1', output_usd_per_million: '2' }]]);

const listOf = (models: readonly ListedModel[], reported: ReportedEnds = NOTHING_REPORTED): ModelList => ({
  source: 'provider',
  models,
  error: null,
  atMs: AT_MS,
  reported,
});
const acme = new FakeLlmProvider(ACME, { ...ACME_SETTINGS, prices: PRICES });
const described = (models: readonly ListedModel[], reported?: ReportedEnds) =>
  describeModels(acme, listOf(models, reported)).models;

describe('describeModels', () => {
  it('tells limits and prices of a model, and the same of its aliases', () => {
    const facts = {
      context_window: 8000,
      max_output_tokens: 500,
      prices: {
        input_usd_per_million: '1',
        cached_input_usd_per_million: null,
        output_usd_per_million: '2',
        source: 'operator',
      },
      capabilities: { tools: null, vision: false, reasoning: null, structured_output: null },
      created: 1_790_000_000,
      shutdown_date: null,
      rerouted_to: null,
      replacements: [],
      parameters: [],
    };
    const listed = { contextWindow: 8000, maxOutputTokens: 500, createdS: 1_790_000_000 };
    expect(described([{ id: 'acme-1', ...listed, capabilities: { vision: false } }])).toEqual([
      { id: 'small', alias_of: 'acme-1', ...facts },
      { id: 'acme-1', alias_of: null, ...facts },
    ]);
  });

  it('tells what a model of its family can do, where the list does not say', () => {
    const tell = (model: string, listed: object = {}) =>
      describeModels(
        new FakeLlmProvider(openai, ACME_SETTINGS),
        listOf([{ id: model, ...listed }]),
      ).models.at(-1)?.capabilities.reasoning;
    expect([
      tell('gpt-6-luna'),
      tell('gpt-4o'),
      tell('gpt-6-luna', { capabilities: { reasoning: false } }),
    ]).toEqual([true, null, false]);
  });

  it('tells the price of a model that writes nothing', () => {
    const provider = new FakeLlmProvider(openai, ACME_SETTINGS);
    const { models } = describeModels(provider, listOf([{ id: 'text-embedding-3-small' }]));
    expect(models.at(-1)?.prices).toEqual({
      input_usd_per_million: '0.02',
      cached_input_usd_per_million: null,
      output_usd_per_million: null,
      source: 'price_table',
    });
  });

  it('tells nothing where nothing is known', () => {
    expect(described([{ id: 'acme-7' }]).at(-1)).toMatchObject({
      id: 'acme-7',
      context_window: null,
      max_output_tokens: null,
      prices: null,
    });
  });

  it('tells the end that the provider’s list reported, or that it took it back', () => {
    const saying = (shutdownDate: string | null): ReportedEnds => ({
      endOf: (_, model) => (model === 'acme-0' ? { shutdownDate, readOn: '2026-11-23' } : null),
    });
    const last = (reported: ReportedEnds) => described([{ id: 'acme-0' }], reported).at(-1);
    expect(last(saying('2027-06-01'))).toMatchObject({
      shutdown_date: '2027-06-01',
      replacements: ['acme-1', 'acme-2'],
    });
    expect(last(saying(null))).toMatchObject({ shutdown_date: null, replacements: [] });
  });

  it('tells by which model another is answered', () => {
    const { models } = describeModels(
      new FakeLlmProvider(gemini, ACME_SETTINGS),
      listOf([{ id: 'gemini-3.7-flash' }]),
    );
    expect(models.at(-1)).toMatchObject({ rerouted_to: 'gemini-3.8-flash', shutdown_date: null });
  });

  it('describes ten thousand models, and a list once', () => {
    const list = listOf(Array.from({ length: 10_000 }, (_, index) => ({ id: `acme-${index}` })));
    expect(describeModels(acme, list).models).toHaveLength(10_001);
    expect(describeModels(acme, list)).toBe(describeModels(acme, list));
  });
});
