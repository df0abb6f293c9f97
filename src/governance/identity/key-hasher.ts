import { createHmac } from 'node:crypto';
import { storedSecret } from '../../storage/stored-secret.js';
import type { Store } from '../../storage/store.js';

const SETTING = 'key_hash_secret';

/** Hashes keys under a secret of the store's, so that all of its nodes agree and a hash from elsewhere is worth nothing. */
export class KeyHasher {
  private constructor(private readonly secret: Buffer) {}

  /** @throws StoreAwayError */
  static async of(store: Store): Promise<KeyHasher> {
    return new KeyHasher(await storedSecret(store, SETTING));
  }

  hashOf(key: string): string {
    return createHmac('sha256', this.secret).update(key).digest('base64url');
  }
}
