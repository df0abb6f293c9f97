import { CompiledQuery, sql, type Transaction } from 'kysely';
import type { Database } from '../../storage/database.js';
import type { Store } from '../../storage/store.js';
import type { Charges } from './charge-statements.js';

/**
 * In a transaction that changes rows of calls. A window that is not written is left so: whoever looks at it first sums
 * these rows.
 */
export async function writeCharges(
  transaction: Transaction<Database>,
  dialect: Store['dialect'],
  charges: Charges,
): Promise<void> {
  if (dialect === 'postgres') {
    for (const { sql: text, parameters } of charges.statements())
      await transaction.executeQuery(CompiledQuery.raw(text, [...parameters]));
    return;
  }
  for (const { names, spent } of charges.all()) {
    const [scope, per, start] = names;
    await sql`update spend set spent = max(spent + ${spent}, 0)
      where scope = ${scope} and per = ${per} and start_at = ${start}`.execute(transaction);
  }
}
