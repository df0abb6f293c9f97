import { Controller, Get, Query } from '@nestjs/common';
import { ForAdmins } from '../../access/public.decorator.js';
import { GatewayError } from '../../common/errors.js';
import { lazy } from '../../common/lazy.js';
import type { AuditEntry } from '../../governance/audit/audit-log.js';
import { Administration } from '../../governance/identity/administration.js';
import { Documented } from '../../openapi/documented.js';
import { ADMIN_PATH } from './admin-path.js';
import { pageIn, pageOf, type Page, type PageQuery } from './admin-pages.js';

const api = lazy(() => require('./admin-api.decorators.js') as typeof import('./admin-api.decorators.js'));

/** Who changed what, newest first. */
@ForAdmins()
@Controller(`${ADMIN_PATH}/audit`)
export class AuditController {
  constructor(private readonly administration: Administration) {}

  @Get()
  @Documented(() => api().ApiAudit())
  async list(@Query() query: PageQuery): Promise<Page<ReturnType<typeof describe>>> {
    const { limit, after } = pageIn(query);
    if (after !== null && !/^\d{1,10}$/.test(after)) {
      throw new GatewayError('request.invalid', 'after has to be the id of an entry.', { param: 'after' });
    }
    const entries = await this.administration.audit.list(limit + 1, after === null ? null : Number(after));
    return pageOf(entries, limit, { idOf: ({ id }) => String(id), show: describe });
  }

  @Get('check')
  @Documented(() => api().ApiCheckAudit())
  async check() {
    const { entries, brokenAt, head } = await this.administration.audit.check();
    return { entries, broken_at: brokenAt, head };
  }
}

function describe({ id, atMs, actor, action, target, before, after, hash }: AuditEntry) {
  const at = new Date(atMs).toISOString();
  return { id, at, actor: actor.name, address: actor.address, action, target, before, after, hash };
}
