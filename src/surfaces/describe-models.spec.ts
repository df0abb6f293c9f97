import { withTurns } from '../common/testing/turns.js';
import { NOTHING_REPORTED, type ReportedEnds } from '../completions/reported-ends.js';
import { openai } from '../llm-providers/openai/openai.definition.js';
import { gemini } from '../llm-providers/gemini/gemini.definition.js';
import { ACME, ACME_SETTINGS, FakeLlmProvider } from '../port/testing/fake-llm-provider.js';
import type { ListedModel } from '../port/llm-provider.js';
import { bodyOf, describeModels } from './describe-models.js';
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
const described = async (models: readonly ListedModel[], reported?: ReportedEnds) =>
  (await describeModels(acme, listOf(models, reported))).models;

describe('describeModels', () => {
  it('tells limits and prices of a model, and the same of its aliases', async () => {
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
    expect(await described([{ id: 'acme-1', ...listed, capabilities: { vision: false } }])).toEqual([
      { id: 'small', alias_of: 'acme-1', ...facts },
      { id: 'acme-1', alias_of: null, ...facts },
    ]);
  });

  it('tells what a model of its family can do, where the list does not say', async () => {
    const provider = new FakeLlmProvider(openai, ACME_SETTINGS);
    const tell = async (model: string, listed: object = {}) => {
      const { models } = await describeModels(provider, listOf([{ id: model, ...listed }]));
      return models.at(-1)?.capabilities.reasoning;
    };
    expect([
      await tell('gpt-6-luna'),
      await tell('gpt-4o'),
      await tell('gpt-6-luna', { capabilities: { reasoning: false } }),
    ]).toEqual([true, null, false]);
  });

  it('tells the price of a model that writes nothing', async () => {
    const provider = new FakeLlmProvider(openai, ACME_SETTINGS);
    const { models } = await describeModels(provider, listOf([{ id: 'text-embedding-3-small' }]));
    expect(models.at(-1)?.prices).toEqual({
      input_usd_per_million: '0.02',
      cached_input_usd_per_million: null,
      output_usd_per_million: null,
      source: 'price_table',
    });
  });

  it('tells nothing where nothing is known', async () => {
    expect((await described([{ id: 'acme-7' }])).at(-1)).toMatchObject({
      id: 'acme-7',
      context_window: null,
      max_output_tokens: null,
      prices: null,
    });
  });

  it('tells the end that the provider’s list reported, or that it took it back', async () => {
    const saying = (shutdownDate: string | null): ReportedEnds => ({
      endOf: (_, model) => (model === 'acme-0' ? { shutdownDate, readOn: '2026-11-23' } : null),
    });
    const last = async (reported: ReportedEnds) => (await described([{ id: 'acme-0' }], reported)).at(-1);
    expect(await last(saying('2027-06-01'))).toMatchObject({
      shutdown_date: '2027-06-01',
      replacements: ['acme-1', 'acme-2'],
    });
    expect(await last(saying(null))).toMatchObject({ shutdown_date: null, replacements: [] });
  });

  it('tells by which model another is answered', async () => {
    const { models } = await describeModels(
      new FakeLlmProvider(gemini, ACME_SETTINGS),
      listOf([{ id: 'gemini-3.7-flash' }]),
    );
    expect(models.at(-1)).toMatchObject({ rerouted_to: 'gemini-3.8-flash', shutdown_date: null });
  });

  it('describes ten thousand models a few in a turn, and a list once', async () => {
    const list = listOf(Array.from({ length: 10_000 }, (_, index) => ({ id: `acme-${index}` })));
    const { result, turns } = await withTurns(describeModels(acme, list));
    expect(result.models).toHaveLength(10_001);
    expect(turns).toBeGreaterThan(10);
    expect(describeModels(acme, list)).toBe(describeModels(acme, list));
  });

  it('writes ten thousand models a few in a turn, and as JSON does', async () => {
    const description = await describeModels(
      acme,
      listOf(Array.from({ length: 10_000 }, (_, index) => ({ id: `acme-${index}` }))),
    );
    const { result, turns } = await withTurns(bodyOf(description));
    expect(result.toString()).toBe(JSON.stringify(description));
    expect(turns).toBeGreaterThan(10);
    expect(bodyOf(description)).toBe(bodyOf(description));
  });
});
