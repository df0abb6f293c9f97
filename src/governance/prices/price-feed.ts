import type { Clock } from '../../common/clock.js';
import type { PriceBook } from '../../pricing/price-book.js';
import { StoreAwayError, type Store } from '../../storage/store.js';
import { PricesRepository } from './prices.repository.js';

/** How soon a price that was set on one node holds on the others. */
const LOOK_MS = 5_000;

/** Keeps the book of prices as the store has it. */
export class PriceFeed {
  private readonly prices = new PricesRepository();
  private stop: (() => void) | null = null;
  private hasEnded = false;

  constructor(
    private readonly store: Store,
    private readonly book: PriceBook,
    private readonly clock: Clock,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** @throws what the store throws, but that it is away: then prices are looked for until it is there. */
  async begin(): Promise<void> {
    await this.load().catch((error: unknown) => {
      if (!(error instanceof StoreAwayError)) throw error;
    });
    if (this.store.dialect === 'postgres') this.lookLater();
  }

  /** @throws what the store throws. */
  async load(): Promise<void> {
    this.book.setAll(await this.prices.all(this.store.db));
  }

  end(): void {
    this.hasEnded = true;
    this.stop?.();
  }

  private lookLater(): void {
    this.stop = this.clock.setTimer(LOOK_MS, () => {
      if (this.hasEnded) return;
      void this.load()
        .catch(this.onFailure)
        .finally(() => this.lookLater());
    });
  }
}
