import type { ApiKey } from '../../port/provider-definition.js';
import { CallKeys } from './call-keys.js';
import type { KeyPool } from './key-pool.js';

/**
 * The key of the one account that has what a call refers to. Like the key of a pool of one it is used whether it rests
 * or not: there is nothing to change over to, and the provider says itself why it refuses.
 */
export class OnlyKey extends CallKeys {
  constructor(
    pool: KeyPool,
    model: string,
    private readonly key: ApiKey,
  ) {
    super(pool, model);
  }

  override get hasAnother(): boolean {
    return false;
  }

  override take(): ApiKey {
    return this.key;
  }

  override cooldownMs(): null {
    return null;
  }
}
