import type { PricedModel, TableModel } from './price-table.js';
import { findPriceTimes, searchTable } from './price-table.js';
import { TableMemory, type SearchedTable } from './table-memory.js';

const NOON_MS = Date.parse('2026-11-23T12:00:00Z');
const HOUR_MS = 3_600_000;
const asked = (model: string, atMs = NOON_MS, priceProviderId = 'acme'): PricedModel => ({
  priceProviderId,
  model,
  atMs,
});

describe('TableMemory', () => {
  let searches: string[];
  let table: SearchedTable;
  beforeEach(() => {
    searches = [];
    table = {
      searchTable: ({ priceProviderId, model, atMs }): TableModel | null => {
        searches.push(`${priceProviderId}/${model}`);
        return model.startsWith('unknown') ? null : { prices: { input_mtok: atMs }, contextWindow: null };
      },
      findPriceTimes: () => ({ startsMs: [NOON_MS + HOUR_MS], timesOfDayMs: [6 * HOUR_MS] }),
    };
  });

  it.each(['known', 'unknown'])('searches once for a model that is %s', (model) => {
    const memory = new TableMemory(table);
    expect(memory.find(asked(model))).toEqual(memory.find(asked(model, NOON_MS + 1)));
    expect(searches).toHaveLength(1);
  });

  it('searches again when a price of the provider begins, and when its hours do', () => {
    const memory = new TableMemory(table);
    const times = [NOON_MS, NOON_MS + HOUR_MS, NOON_MS - 7 * HOUR_MS];
    expect(times.map((atMs) => memory.find(asked('m', atMs))?.prices?.['input_mtok'])).toEqual(times);
    expect(memory.size).toBe(3);
  });

  it('tells two models in turn apart, and the second in which a price begins from the one before', () => {
    const memory = new TableMemory(table);
    const beginsMs = NOON_MS + HOUR_MS;
    const times = [beginsMs - 1, beginsMs - 1, beginsMs, beginsMs];
    const found = times.flatMap((atMs) => ['m', 'n'].map((model) => memory.find(asked(model, atMs))));
    expect(found.map((model) => model?.prices?.['input_mtok'])).toEqual(
      times.flatMap((atMs) => [atMs, atMs]),
    );
    expect(searches).toHaveLength(4);
  });

  it('holds models of one name at two providers apart', () => {
    const memory = new TableMemory(table);
    memory.find(asked('m'));
    memory.find(asked('m', NOON_MS, 'zenith'));
    expect(searches).toEqual(['acme/m', 'zenith/m']);
  });

  it('forgets the model that was not asked for longest', () => {
    const memory = new TableMemory(table, { maxModels: 2, maxNameLength: 200 });
    for (const model of ['a', 'unknown', 'a', 'c', 'a', 'unknown']) memory.find(asked(model));
    expect(searches).toEqual(['acme/a', 'acme/unknown', 'acme/c', 'acme/unknown']);
    expect(memory.size).toBe(2);
  });

  it.each<[string, PricedModel]>([
    ['a name that is too long', asked('x'.repeat(201))],
    ['a time that is none', asked('m', Number.NaN)],
  ])('remembers nothing of %s', (_, odd) => {
    const memory = new TableMemory(table);
    memory.find(odd);
    memory.find(odd);
    expect([searches.length, memory.size]).toEqual([2, 0]);
  });

  it('remembers nothing where it is not known when prices change', () => {
    const memory = new TableMemory({ ...table, findPriceTimes: () => null });
    memory.find(asked('m'));
    memory.find(asked('m'));
    expect(searches).toHaveLength(2);
  });

  it('says of the bundled table what a search says, at whatever hour and date', () => {
    const memory = new TableMemory({ searchTable, findPriceTimes });
    const models: [string, string][] = [
      ['deepseek', 'deepseek-v4-flash'],
      ['openai', 'gpt-5.6-luna'],
      ['openai', 'gpt-o3-mini'],
      ['google', 'claude-sonnet-4-5'],
      ['acme', 'gpt-4o'],
    ];
    const halfHours = Array.from({ length: 48 }, (_, index) => (index * HOUR_MS) / 2);
    const days = ['2026-07-29', '2026-07-30', '2026-08-16', '2026-08-17', '2026-09-01'];
    const times = days.flatMap((day) =>
      halfHours.flatMap((ms) => [0, -1].map((d) => Date.parse(day) + ms + d)),
    );
    for (const atMs of [...times, ...times]) {
      for (const [provider, model] of models) {
        const one = asked(model, atMs, provider);
        expect(memory.find(one)).toEqual(searchTable(one));
      }
    }
    expect(memory.size).toBeLessThan(100);
  });
});
