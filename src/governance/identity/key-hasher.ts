import { createHmac, randomBytes } from 'node:crypto';
import type { Store } from '../../storage/store.js';

const SETTING = 'key_hash_secret';
const SECRET_BYTES = 32;

/** Hashes keys under a secret of the store's, so that all of its nodes agree and a hash from elsewhere is worth nothing. */
export class KeyHasher {
  private constructor(private readonly secret: Buffer) {}

  /** @throws StoreAwayError */
  static async of({ db }: Store): Promise<KeyHasher> {
    const drawn = randomBytes(SECRET_BYTES).toString('base64');
    // of nodes that start together one is first, and all take what it drew
    await db
      .insertInto('store_settings')
      .values({ name: SETTING, value: drawn })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const { value } = await db
      .selectFrom('store_settings')
      .select('value')
      .where('name', '=', SETTING)
      .executeTakeFirstOrThrow();
    return new KeyHasher(Buffer.from(value, 'base64'));
  }

  hashOf(key: string): string {
    return createHmac('sha256', this.secret).update(key).digest('base64url');
  }
}
