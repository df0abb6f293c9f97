import type { Kysely, Selectable } from 'kysely';
import type { OperatorPrice } from '../../port/provider-definition.js';
import type { DatedPrice } from '../../pricing/price-book.js';
import type { Database } from '../../storage/database.js';
import type { PricesTable } from '../../storage/money-tables.js';

/** Which prices are meant; what is left out, is any. */
export interface PriceFilter {
  readonly provider: string | null;
  readonly model: string | null;
}

/** Prices that administrators set, as they were written: none is ever changed. */
export class PricesRepository {
  async add(db: Kysely<Database>, dated: DatedPrice): Promise<void> {
    const { id, provider, model, validFromMs, createdAtMs, createdBy, price } = dated;
    const row = {
      id,
      provider,
      model,
      valid_from: validFromMs,
      created_at: createdAtMs,
      created_by: createdBy,
    };
    await db
      .insertInto('prices')
      .values({ ...row, price: JSON.stringify(price) })
      .execute();
  }

  async all(db: Kysely<Database>): Promise<readonly DatedPrice[]> {
    return (await db.selectFrom('prices').selectAll().orderBy('id').execute()).map(toDatedPrice);
  }

  /** Newest first. @param after id of the last one of the page before; `null` = from the newest on. */
  async page(
    db: Kysely<Database>,
    { provider, model }: PriceFilter,
    { limit, after }: { readonly limit: number; readonly after: string | null },
  ): Promise<readonly DatedPrice[]> {
    let query = db.selectFrom('prices').selectAll();
    if (provider !== null) query = query.where('provider', '=', provider);
    if (model !== null) query = query.where('model', '=', model);
    if (after !== null) query = query.where('id', '<', after);
    return (await query.orderBy('id', 'desc').limit(limit).execute()).map(toDatedPrice);
  }
}

function toDatedPrice(row: Selectable<PricesTable>): DatedPrice {
  const { id, provider, model, valid_from, created_at, created_by } = row;
  // As one object for as long as it is known: what was read of its prices is remembered by it.
  const price = { ...(JSON.parse(row.price) as OperatorPrice), version: `price:${id}` };
  return {
    id,
    provider,
    model,
    validFromMs: valid_from,
    createdAtMs: created_at,
    createdBy: created_by,
    price,
  };
}
