import type { OperatorPrice } from '../port/provider-definition.js';
import { costOfUsage } from './cost-of-usage.js';

const USAGE = { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 };
const OWN = { input_usd_per_million: '1', output_usd_per_million: '10' };
const tierFactor = (tier: string) => (tier === 'priority' ? '1.75' : tier === 'flex' ? '0.5' : null);
const searches = (count: unknown) => ({ server_tool_use: { web_search_requests: count } });

const costOf = (extras: object, own?: Partial<OperatorPrice>, definition: object = { tierFactor }) =>
  costOfUsage(
    {
      definition: { id: 'openai', ...definition },
      model: 'gpt-4o',
      usage: { ...USAGE, ...extras },
      atMs: Date.parse('2026-11-29'),
    },
    own && new Map([['gpt-4o', { ...OWN, ...own }]]),
  );

describe('what an answer costs besides its tokens at their usual price', () => {
  it.each([
    [{}, '0.0035'],
    [{ service_tier: 'default' }, '0.0035'],
    [{ service_tier: 'on_demand' }, '0.0035'],
    [{ service_tier: 'priority' }, '0.006125'],
    [{ service_tier: 'flex' }, '0.00175'],
    [{ serviceTier: 'PRIORITY' }, '0.006125'],
    [{ service_tier: 'scale' }, null],
    [{ service_tier: 'standard', speed: 'fast' }, null],
    [searches(0), '0.0035'],
    [searches(3), '0.0335'],
    [{ service_tier: 'flex', ...searches(3) }, '0.03175'],
    [searches('many'), null],
    [{ server_tool_use: null }, '0.0035'],
  ])('is told by usage: %j', (extras, cost) => {
    expect(costOf(extras)).toBe(cost);
  });

  it.each([
    [{ inference_geo: 'global' }, '0.0035'],
    [{ inference_geo: 'not_available' }, '0.0035'],
    [{ inference_geo: null }, '0.0035'],
    [{ inference_geo: 'us' }, '0.00385'],
    [{ inference_geo: 'US', service_tier: 'priority' }, '0.0067375'],
    [{ inference_geo: 'moon' }, null],
    [{ inference_geo: 'u\u0000s' }, null],
  ])('is dearer in a region that has a price of its own: %j', (extras, cost) => {
    const regionFactor = (region: string) => (region === 'us' ? '1.1' : null);
    expect(costOf(extras, undefined, { tierFactor, regionFactor })).toBe(cost);
    expect(costOf(extras, undefined, { tierFactor: () => '1' })).toBe('0.0035');
  });

  it('is not known where it would be more than any answer costs: a store could not count it', () => {
    const priced = (price: string) =>
      costOf({}, { input_usd_per_million: price, output_usd_per_million: '0' });
    expect(priced('999999999')).toBe('999999.999');
    expect(priced('1000000001')).toBeNull();
    const beyond = { input_usd_per_million: '999999999', priority_factor: '2', output_usd_per_million: '0' };
    expect(costOf({ service_tier: 'priority' }, beyond)).toBeNull();
  });

  it('is not known where another model was asked for advice, at its own price', () => {
    expect(costOf({ iterations: [{ type: 'message' }, { type: 'compaction' }] })).toBe('0.0035');
    expect(costOf({ iterations: [{ type: 'advisor_message', model: 'm' }] })).toBeNull();
  });

  it('is bounded by the usual price in a cheaper tier of which nothing is known', () => {
    expect(costOf({ service_tier: 'flex' }, undefined, {})).toBe('0.0035');
    expect(costOf({ service_tier: 'priority' }, undefined, {})).toBeNull();
  });

  it('is what the operator says, and else what is known', () => {
    const own = { priority_factor: '3', flex_factor: '0.1', web_search_usd_per_thousand: '25' };
    expect(costOf({ service_tier: 'priority' }, own)).toBe('0.006');
    expect(costOf({ service_tier: 'flex' }, own)).toBe('0.0002');
    expect(costOf(searches(2), own)).toBe('0.052');
    expect(costOf({ service_tier: 'priority' }, {})).toBe('0.0035');
    expect(costOf(searches(2), {})).toBe('0.022');
  });

  it('is not known of searches that nobody has a price of', () => {
    expect(costOf(searches(1), {}, { priceProviderId: null })).toBeNull();
  });
});
