import { toSpending } from '../../config/config-file/to-spending-config.js';
import type { Allowed } from '../../config/allowed.js';
import type { Spending } from '../../config/spending-config.js';
import type { Caller } from '../../common/http/caller.js';
import { Allowance } from './allowance.js';
import type { Directory } from './directory.js';
import type { VirtualKey } from './virtual-key.js';

/** What callers may ask for, and who says so. */
export interface SaidAllowed {
  readonly scope: 'key' | 'team' | 'user' | 'everything';
  readonly allowed: Allowed;
}

/** What everybody may ask for, as it is written. */
function allowedToAll(directory: Directory): readonly SaidAllowed[] {
  return directory.allowedForAll.map((allowed) => ({ scope: 'everything', allowed }));
}

/** A caller with one of GATEWAY_API_KEYS, who has no bounds but those of everybody. */
export class GatewayKeyCaller implements Caller {
  constructor(
    readonly id: string,
    readonly name: string,
    private readonly directory: Directory,
  ) {}

  get allowances(): readonly Allowance[] {
    return this.directory.allowancesForAll;
  }

  get allowedBy(): readonly SaidAllowed[] {
    return allowedToAll(this.directory);
  }
}

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
      ...directory.allowancesForAll,
    ].filter((allowance) => allowance !== null);
    this.found = { changes: directory.changes, allowances };
    return allowances;
  }

  /** The same as it is written, in the same order. */
  get allowedBy(): readonly SaidAllowed[] {
    const { directory, key } = this;
    const said = (kind: 'team' | 'user', name: string | null) =>
      name === null ? null : (directory.get(kind, name)?.definition.allowed ?? null);
    const own = [
      { scope: 'key', allowed: key.allowed },
      { scope: 'team', allowed: said('team', key.team) },
      { scope: 'user', allowed: said('user', key.user) },
    ] as const;
    return [
      ...own.flatMap(({ scope, allowed }) => (allowed === null ? [] : [{ scope, allowed }])),
      ...allowedToAll(directory),
    ];
  }

  /** It is switched on, and its time has not come. */
  isGoodAt(nowMs: number): boolean {
    const { enabled, expiresAtMs } = this.key;
    return enabled && (expiresAtMs === null || nowMs < expiresAtMs);
  }
}

/** Administrators, who say themselves what may be asked for, are not. */
export function isBound(caller: Caller | null): caller is KeyCaller | GatewayKeyCaller {
  return caller instanceof KeyCaller || caller instanceof GatewayKeyCaller;
}
