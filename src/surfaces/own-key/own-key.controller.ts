import { Controller, Get, Inject, Req } from '@nestjs/common';
import type { Request } from 'express';
import { keyNeeded } from '../../access/brought-key.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { callerOf } from '../../common/http/caller.js';
import { lazy } from '../../common/lazy.js';
import { Governance } from '../../governance/governance.js';
import { KeyCaller } from '../../governance/identity/key-caller.js';
import { Documented } from '../../openapi/documented.js';

const api = lazy(
  () => require('./own-key-api.decorators.js') as typeof import('./own-key-api.decorators.js'),
);

/** What a key may, to whoever holds it. */
@Controller('v1/key')
export class OwnKeyController {
  constructor(
    private readonly governance: Governance,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Documented(() => api().ApiOwnKey())
  async get(@Req() request: Request) {
    const caller = callerOf(request);
    if (caller === null) throw keyNeeded();
    const { id, name } = caller;
    const {
      user = null,
      team = null,
      allowed = null,
      expiresAtMs = null,
    } = caller instanceof KeyCaller ? caller.key : {};
    const { budgets, limits } = await this.governance.standing.of(caller, this.clock.nowMs());
    const expiresAt = expiresAtMs === null ? null : new Date(expiresAtMs).toISOString();
    return { id, name, user, team, allowed, budgets, limits, expires_at: expiresAt };
  }
}
