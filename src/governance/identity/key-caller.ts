import { toSpending } from '../../config/config-file/to-spending-config.js';
import type { Spending } from '../../config/spending-config.js';
import type { Caller } from '../../common/http/caller.js';
import { Allowance } from './allowance.js';
import type { Directory } from './directory.js';
import type { VirtualKey } from './virtual-key.js';

/** A caller with a virtual key. */
export class KeyCaller implements Caller {
  readonly id: string;
  readonly name: string;
  readonly spending: Spending;

  private readonly allowance: Allowance | null;
  /** What holds as long as nothing changes there. */
  private found: { readonly changes: number; readonly allowances: readonly Allowance[] } | null = null;

  constructor(
    readonly key: VirtualKey,
    private readonly directory: Directory,
  ) {
    this.id = key.id;
    this.name = key.name;
    this.allowance = key.allowed === null ? null : new Allowance(key.allowed);
    this.spending = toSpending(key);
  }

  /** By the key, its team, its user, and what holds for everybody: all have to permit; none = everything is permitted. */
  get allowances(): readonly Allowance[] {
    const { directory, key, found } = this;
    if (found?.changes === directory.changes) return found.allowances;
    const allowances = [
      this.allowance,
      directory.allowanceOf('team', key.team),
      directory.allowanceOf('user', key.user),
      directory.allowanceOf('everything', ''),
    ].filter((allowance) => allowance !== null);
    this.found = { changes: directory.changes, allowances };
    return allowances;
  }

  /** It is switched on, and its time has not come. */
  isGoodAt(nowMs: number): boolean {
    const { enabled, expiresAtMs } = this.key;
    return enabled && (expiresAtMs === null || nowMs < expiresAtMs);
  }
}
