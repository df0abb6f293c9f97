import { searchTable } from './price-table.js';

const find = (priceProviderId: string, model: string, at: string) =>
  searchTable({ priceProviderId, model, atMs: Date.parse(at) })?.prices ?? null;

describe('searchTable, of prices', () => {
  it('prices a snapshot as the table does', () => {
    const at = '2026-11-23';
    expect(find('openai', 'gpt-4o-2024-08-06', at)).toEqual(find('openai', 'gpt-4o', at));
    expect(find('openai', 'gpt-4o-2024-05-13', at)).toMatchObject({ input_mtok: 5 });
    expect(find('google', 'gemini-2.5-pro', at)).toMatchObject({ cache_read_mtok: { base: 0.125 } });
    expect(find('anthropic', 'claude-sonnet-4-5-20250929', at)).toMatchObject({ output_mtok: { base: 15 } });
  });

  it('changes the price on the day from which it holds', () => {
    expect(find('openai', 'gpt-5.6-luna', '2026-07-29T23:59:59.999Z')).toMatchObject({
      input_mtok: { base: 1 },
    });
    expect(find('openai', 'gpt-5.6-luna', '2026-07-30T00:00:00.000Z')).toMatchObject({
      input_mtok: { base: 0.2 },
    });
  });

  it.each([
    ['2026-08-16T02:00:00Z', 0.44],
    ['2026-09-01T00:59:59.999Z', 0.22],
    ['2026-09-01T01:00:00Z', 0.44],
    ['2026-09-01T03:59:59.999Z', 0.44],
    ['2026-09-01T04:00:00Z', 0.22],
    ['2026-09-01T06:00:00Z', 0.44],
    ['2026-09-01T12:00:00+02:00', 0.22],
  ])('prices by the hour in UTC: %s', (at, expected) => {
    expect(find('deepseek', 'deepseek-v4-flash', at)).toMatchObject({ input_mtok: expected });
  });

  it.each([
    ['an unknown model', 'openai', 'gpt-o3-mini'],
    ['an unknown provider', 'acme', 'gpt-4o'],
    ['a provider whose name holds a known one', 'my-openai-proxy', 'gpt-4o'],
    ['a name that the package treats as a router', 'litellm', 'openai/gpt-4o'],
    ['no provider', '', 'gpt-4o'],
    ['no model', 'openai', ''],
    ['a property of every object', 'openai', '__proto__'],
    ['a model of another type', 'openai', 42 as unknown as string],
  ])('finds nothing for %s', (_, provider, model) => {
    expect(find(provider, model, '2026-11-23')).toBeNull();
  });

  it('finds what a provider resells, at its own price', () => {
    const at = '2026-11-23';
    expect(find('google', 'claude-sonnet-4-5', at)).toMatchObject({ input_mtok: { base: 3 } });
  });

  it('finds nothing at a time that is none', () => {
    expect(find('openai', 'gpt-5.6-luna', 'yesterday')).toBeNull();
  });
});

describe('searchTable, of limits', () => {
  const context = (priceProviderId: string, model: string) =>
    searchTable({ priceProviderId, model, atMs: Date.parse('2026-11-23') })?.contextWindow;

  it('tells the context window, of a snapshot too', () => {
    expect(context('openai', 'gpt-4o')).toBe(128_000);
    expect(context('openai', 'GPT-4o-2024-08-06')).toBe(128_000);
    expect(context('google', 'gemini-2.5-pro')).toBeNull();
  });

  it('does not know a model by the beginning of its name', () => {
    expect(context('openai', 'gpt-4o-nova')).toBeUndefined();
    expect(context('openai', 'gpt-4o-2024-08-06-nova')).toBeUndefined();
  });
});
