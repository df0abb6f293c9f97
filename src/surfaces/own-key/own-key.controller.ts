import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { keyNeeded } from '../../access/brought-key.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { callerOf, type Caller } from '../../common/http/caller.js';
import { lazy } from '../../common/lazy.js';
import { spenderBehind, spenderByOrigin } from '../../governance/gate/request-facts.js';
import { Governance } from '../../governance/governance.js';
import { Identity } from '../../governance/identity/identity.js';
import { isBound, KeyCaller } from '../../governance/identity/key-caller.js';
import { PersonCaller } from '../../governance/identity/person-caller.js';
import type { VirtualKey } from '../../governance/identity/virtual-key.js';
import { Documented } from '../../openapi/documented.js';
import { callOriginOf } from '../call-origin-of.js';

const api = lazy(
  () => require('./own-key-api.decorators.js') as typeof import('./own-key-api.decorators.js'),
);

const MOST = 100;

/** What a key may, to whoever holds it; and all keys of a person, to himself. */
@Controller('v1')
export class OwnKeyController {
  constructor(
    private readonly governance: Governance,
    private readonly identity: Identity,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('key')
  @Documented(() => api().ApiOwnKey())
  get(@Req() request: Request) {
    return this.shown(calling(request), spenderByOrigin(callOriginOf(request)));
  }

  @Get('keys')
  @Documented(() => api().ApiOwnKeys())
  async list(@Req() request: Request, @Query('after') after: unknown) {
    const caller = calling(request);
    if (!(caller instanceof PersonCaller)) return { data: [await this.get(request)], next: null };
    const keys = await this.keysOf(caller, typeof after === 'string' ? after : null);
    const { directory } = this.identity;
    const page = keys.slice(0, MOST);
    const data = await Promise.all(page.map((key) => this.shown(new KeyCaller(key, directory))));
    return { data, next: keys.length > MOST ? page.at(-1)!.id : null };
  }

  /** @param spender whose budgets and limits are told; left out = the caller's, whatever requests say of themselves. */
  private async shown(caller: Caller, spender = spenderBehind(caller)) {
    const { id, name } = caller;
    const key: Partial<VirtualKey> = caller instanceof KeyCaller ? caller.key : {};
    const { team = null, expiresAtMs = null } = key;
    const allowedBy = isBound(caller) ? caller.allowedBy : [];
    const allowed = allowedBy[0]?.allowed ?? null;
    const user = caller instanceof PersonCaller ? caller.user : (key.user ?? null);
    const { budgets, limits } = await this.governance.standing.of(spender, this.clock.nowMs());
    const expiresAt = expiresAtMs === null ? null : new Date(expiresAtMs).toISOString();
    return { id, name, user, team, allowed, allowed_by: allowedBy, budgets, limits, expires_at: expiresAt };
  }

  /** Those of the file and those of the store, by their ids; one more than a page holds, where there are more. */
  private async keysOf({ user }: PersonCaller, after: string | null): Promise<readonly VirtualKey[]> {
    if (user === null) return [];
    const { declared, keys, store } = this.identity;
    const fromFile = declared.keys
      .map(({ key }) => key)
      .filter((key) => key.user === user && (after === null || key.id > after));
    const filter = { user, team: null, enabled: null, find: null };
    const stored = store ? await keys.list(store.db, { limit: MOST + 1, after }, filter) : [];
    return [...fromFile, ...stored].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }
}

function calling(request: Request): Caller {
  const caller = callerOf(request);
  if (caller === null) throw keyNeeded();
  return caller;
}
