import type { Clock } from '../../common/clock.js';
import type { OperatorPrice } from '../../port/provider-definition.js';
import type { DatedPrice } from '../../pricing/price-book.js';
import type { Store } from '../../storage/store.js';
import { AuditLog, type Actor } from '../audit/audit-log.js';
import { newCallId } from '../ledger/call-id.js';
import { describePrice } from './describe-price.js';
import type { PriceFeed } from './price-feed.js';
import { PricesRepository, type PriceFilter } from './prices.repository.js';

/** A price as an administrator sets it. */
export type PriceToSet = Pick<DatedPrice, 'provider' | 'model' | 'validFromMs'> & {
  readonly price: OperatorPrice;
};

/** What administrators do to prices: each act is in the audit, or was not done. */
export class PriceAdministration {
  private readonly audit: AuditLog;
  private readonly prices = new PricesRepository();

  constructor(
    private readonly store: Store,
    private readonly feed: PriceFeed,
    private readonly clock: Clock,
  ) {
    this.audit = new AuditLog(store);
  }

  /** It holds here at once, and on other nodes within seconds. @throws what the store throws. */
  async set(actor: Actor, toSet: PriceToSet): Promise<DatedPrice> {
    const createdAtMs = this.clock.nowMs();
    const dated = { ...toSet, id: newCallId(createdAtMs), createdAtMs, createdBy: actor.name };
    await this.store.db.transaction().execute(async (transaction) => {
      await this.prices.add(transaction, dated);
      const target = `price:${dated.provider}/${dated.model}`;
      const act = { action: 'price.set', target, before: null, after: describePrice(dated) };
      await this.audit.append(transaction, actor, act, createdAtMs);
    });
    await this.feed.load();
    return dated;
  }

  /** Newest first. @param after id of the last one of the page before; `null` = from the newest on. */
  list(filter: PriceFilter, limit: number, after: string | null): Promise<readonly DatedPrice[]> {
    return this.prices.page(this.store.db, filter, { limit, after });
  }
}
