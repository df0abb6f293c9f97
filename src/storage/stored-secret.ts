import { randomBytes } from 'node:crypto';
import type { Store } from './store.js';

const SECRET_BYTES = 32;

/** 32 random bytes that all nodes of a store share under a name, drawn when they are first needed. @throws StoreAwayError */
export async function storedSecret({ db }: Pick<Store, 'db'>, name: string): Promise<Buffer> {
  const drawn = randomBytes(SECRET_BYTES).toString('base64');
  // of nodes that start together one is first, and all take what it drew
  await db
    .insertInto('store_settings')
    .values({ name, value: drawn })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { value } = await db
    .selectFrom('store_settings')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return Buffer.from(value, 'base64');
}
