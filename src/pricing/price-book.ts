import type { PriceOverlay } from '../port/price-overlay.js';
import type { OperatorPrice, OperatorPrices } from '../port/provider-definition.js';

/** A price that administrators set, from a day on. */
export interface DatedPrice {
  readonly id: string;
  readonly provider: string;
  /** Its exact name at the provider. */
  readonly model: string;
  /** In milliseconds since the Unix epoch. */
  readonly validFromMs: number;
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly price: OperatorPrice;
}

/**
 * The prices that administrators set, of all providers. They are only ever added to: of several for one model that one
 * holds which is valid from the latest time before the call, and of those the one that was set last.
 */
export class PriceBook implements PriceOverlay {
  private readonly byProvider = new Map<string, DatedPrices>();
  private all: readonly DatedPrice[] = [];

  /** Those of a provider: what administrators set goes before the operator's file. */
  of(providerId: string, own: OperatorPrices | undefined): OperatorPrices {
    const prices = new DatedPrices(own);
    prices.setAll(this.all.filter(({ provider }) => provider === providerId));
    this.byProvider.set(providerId, prices);
    return prices;
  }

  /** All that there are; what was known before is forgotten. */
  setAll(all: readonly DatedPrice[]): void {
    this.all = all;
    for (const [id, prices] of this.byProvider) prices.setAll(all.filter(({ provider }) => provider === id));
  }
}

class DatedPrices implements OperatorPrices {
  private byModel: ReadonlyMap<string, readonly DatedPrice[]> = new Map();

  constructor(private readonly own: OperatorPrices | undefined) {}

  setAll(all: readonly DatedPrice[]): void {
    const latestFirst = all.toSorted(
      (one, other) => other.validFromMs - one.validFromMs || other.createdAtMs - one.createdAtMs,
    );
    this.byModel = Map.groupBy(latestFirst, ({ model }) => model);
  }

  get(model: string, atMs: number): OperatorPrice | undefined {
    const dated = this.byModel.size === 0 ? undefined : this.byModel.get(model);
    const holding = dated?.find(({ validFromMs }) => validFromMs <= atMs);
    return holding?.price ?? this.own?.get(model, atMs);
  }

  has(model: string, atMs: number): boolean {
    return this.get(model, atMs) !== undefined;
  }

  keys(): Iterable<string> {
    return this.own?.keys() ?? [];
  }
}
