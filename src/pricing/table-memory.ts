import { pricePeriodAt, type PriceTimes } from './price-periods.js';
import { findPriceTimes, searchTable, type PricedModel, type TableModel } from './price-table.js';

interface TableMemoryOptions {
  /** Callers choose the names of models: of more than so many, the one that was not asked for longest is forgotten. */
  readonly maxModels: number;
  /** In characters; a longer name is looked up each time. */
  readonly maxNameLength: number;
}

const DEFAULT_TABLE_MEMORY: TableMemoryOptions = Object.freeze({
  maxModels: 2_000,
  maxNameLength: 200,
});

/** The table writes times in whole seconds, so a price never changes within one. */
const SECOND_MS = 1_000;

/** What was found for a model, and the second for which that holds. */
interface Found {
  readonly priceProviderId: string;
  readonly model: string;
  readonly second: number;
  readonly found: TableModel | null;
}

/** A table of prices, and when its prices change. */
export interface SearchedTable {
  readonly searchTable: (asked: PricedModel) => TableModel | null;
  readonly findPriceTimes: (priceProviderId: string) => PriceTimes | null;
}

/** What a table says of models, found once for each period in which a provider's prices stay as they are. */
export class TableMemory {
  /** What was asked last is last; `null` = the table does not know the model. */
  private readonly found = new Map<string, TableModel | null>();
  /** A call asks for one name, and is answered by another: found again without a key being put together. */
  private last: Found | null = null;
  private beforeLast: Found | null = null;
  /** Providers come from the configuration, and are few. */
  private readonly timesByProvider = new Map<string, PriceTimes | null>();

  constructor(
    private readonly table: SearchedTable,
    private readonly options = DEFAULT_TABLE_MEMORY,
  ) {}

  get size(): number {
    return this.found.size;
  }

  /** As the table says it; `null` = it does not know the model. */
  find(asked: PricedModel): TableModel | null {
    const second = Math.floor(asked.atMs / SECOND_MS);
    const { last, beforeLast } = this;
    if (last && isOf(last, asked, second)) return last.found;
    if (beforeLast && isOf(beforeLast, asked, second)) {
      this.last = beforeLast;
      this.beforeLast = last;
      return beforeLast.found;
    }
    const key = this.keyOf(asked);
    if (key === null) return this.table.searchTable(asked);
    const known = this.found.get(key);
    const found = known === undefined ? this.table.searchTable(asked) : known;
    const { priceProviderId, model } = asked;
    if (last) this.put(this.keyOf({ ...last, atMs: last.second * SECOND_MS }), last.found);
    this.put(key, found);
    this.beforeLast = last;
    this.last = { priceProviderId, model, second, found };
    return found;
  }

  /** `null` = not to be remembered. */
  private keyOf({ priceProviderId, model, atMs }: PricedModel): string | null {
    if (typeof model !== 'string' || model.length > this.options.maxNameLength) return null;
    const times = this.timesOf(priceProviderId);
    const period = times && pricePeriodAt(times, atMs);
    return period === null ? null : `${priceProviderId}\n${period}\n${model}`;
  }

  private timesOf(priceProviderId: string): PriceTimes | null {
    const known = this.timesByProvider.get(priceProviderId);
    if (known !== undefined) return known;
    const times = this.table.findPriceTimes(priceProviderId);
    this.timesByProvider.set(priceProviderId, times);
    return times;
  }

  private put(key: string | null, found: TableModel | null): void {
    if (key === null) return;
    this.found.delete(key);
    this.found.set(key, found);
    const [oldest] = this.found.keys();
    if (this.found.size > this.options.maxModels && oldest !== undefined) this.found.delete(oldest);
  }
}

function isOf(found: Found, { priceProviderId, model }: PricedModel, second: number): boolean {
  return found.second === second && found.model === model && found.priceProviderId === priceProviderId;
}

const bundled = new TableMemory({ searchTable, findPriceTimes });

/** What the bundled table says of a model at a time, remembered; `null` = it does not know the model. */
export function findTableModel(asked: PricedModel): TableModel | null {
  return bundled.find(asked);
}
