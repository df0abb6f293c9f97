import {
  updatePrices,
  waitForUpdate,
  type ConditionalPrice,
  type ModelPrice,
  type Provider,
} from '@pydantic/genai-prices';
import { searchTable } from './price-table.js';

/** Replaces the table of the whole package, until the last test here has put the bundled one back. */
function useTable(prices: ModelPrice | ConditionalPrice[]): void {
  const model = { id: 'm', match: { equals: 'm' }, prices };
  const provider = { id: 'acme', name: 'Acme', api_pattern: 'https://acme', models: [model] };
  setProviders([provider]);
}

function setProviders(providers: Provider[] | null): void {
  updatePrices(({ setProviderData }) => setProviderData(providers));
}

const find = (at: string) =>
  searchTable({ priceProviderId: 'acme', model: 'm', atMs: Date.parse(at) })?.prices ?? null;
const from = (start_date: string) => ({ type: 'start_date', start_date }) as const;
const hours = (start_time: string, end_time: string) =>
  ({ type: 'time_of_date', start_time, end_time }) as const;

describe('searchTable, of tables that the package does not bring yet', () => {
  let bundled: Provider[] | null;

  beforeAll(async () => {
    bundled = await waitForUpdate(); // the table in use, for nothing is being updated
  });

  // specs that share this copy of the package ask the bundled table
  afterAll(() => setProviders(bundled));

  it('knows no price before the first date', () => {
    useTable([{ constraint: from('2026-02-01'), prices: { input_mtok: 1 } }]);
    expect(find('2026-01-31T23:59:59Z')).toBeNull();
    expect(find('2026-02-01T00:00:00Z')).toEqual({ input_mtok: 1 });
  });

  it('takes the last of several dates', () => {
    useTable([
      { prices: { input_mtok: 1 } },
      { constraint: from('2026-02-01'), prices: { input_mtok: 2 } },
      { constraint: from('2026-03-01'), prices: { input_mtok: 3 } },
    ]);
    expect(find('2026-02-28')).toEqual({ input_mtok: 2 });
    expect(find('2026-03-01')).toEqual({ input_mtok: 3 });
  });

  it('takes hours across midnight', () => {
    useTable([
      { prices: { input_mtok: 2 } },
      { constraint: hours('22:00:00Z', '06:00:00Z'), prices: { input_mtok: 1 } },
    ]);
    expect(find('2026-02-01T23:00:00Z')).toEqual({ input_mtok: 1 });
    expect(find('2026-02-01T05:59:59Z')).toEqual({ input_mtok: 1 });
    expect(find('2026-02-01T06:00:00Z')).toEqual({ input_mtok: 2 });
  });

  it('knows no price where the first has hours, for it also stands in when no price holds', () => {
    useTable([{ constraint: hours('08:00:00Z', '10:00:00Z'), prices: { input_mtok: 1 } }]);
    expect(find('2026-02-01T12:00:00Z')).toBeNull();
  });

  it('knows no price where the package gives up on its table', () => {
    useTable({ cache_read_mtok: 1 });
    expect(find('2026-02-01')).toBeNull();
  });
});
