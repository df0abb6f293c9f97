import { toSpending } from '../../config/config-file/to-spending-config.js';
import type { Spending } from '../../config/spending-config.js';
import type { Caller } from '../../common/http/caller.js';
import { Allowance } from './allowance.js';
import type { VirtualKey } from './virtual-key.js';

/** A caller with a virtual key. */
export class KeyCaller implements Caller {
  readonly id: string;
  readonly name: string;
  /** `null` = it may ask for everything. */
  readonly allowance: Allowance | null;
  readonly spending: Spending;

  constructor(readonly key: VirtualKey) {
    this.id = key.id;
    this.name = key.name;
    this.allowance = key.allowed === null ? null : new Allowance(key.allowed);
    this.spending = toSpending(key);
  }

  /** It is switched on, and its time has not come. */
  isGoodAt(nowMs: number): boolean {
    const { enabled, expiresAtMs } = this.key;
    return enabled && (expiresAtMs === null || nowMs < expiresAtMs);
  }
}
