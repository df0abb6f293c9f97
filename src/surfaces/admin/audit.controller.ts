import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ForAdmins } from '../../access/public.decorator.js';
import { GatewayError } from '../../common/errors.js';
import { lazy } from '../../common/lazy.js';
import type { AuditEntry } from '../../governance/audit/audit-log.js';
import { Administration } from '../../governance/identity/administration.js';
import { Documented } from '../../openapi/documented.js';
import { formatIn } from '../report-format.js';
import { sendReport } from '../send-report.js';
import { ADMIN_PATH } from './admin-path.js';
import { pageIn, pageOf, type PageQuery } from './admin-pages.js';

const api = lazy(() => require('./admin-api.decorators.js') as typeof import('./admin-api.decorators.js'));

/** Who changed what, newest first. */
@ForAdmins()
@Controller(`${ADMIN_PATH}/audit`)
export class AuditController {
  constructor(private readonly administration: Administration) {}

  @Get()
  @Documented(() => api().ApiAudit())
  async list(
    @Req() request: Request,
    @Res() response: Response,
    @Query() query: PageQuery & { readonly format?: unknown },
  ): Promise<void> {
    const { limit, after } = pageIn(query, 'format');
    const isTable = formatIn(request) === 'csv';
    if (after !== null && !/^\d{1,10}$/.test(after)) {
      throw new GatewayError('request.invalid', 'after has to be the id of an entry.', { param: 'after' });
    }
    const entries = await this.administration.audit.list(limit + 1, after === null ? null : Number(after));
    const show: (entry: AuditEntry) => object = isTable ? inCells : describe;
    const page = pageOf(entries, limit, { idOf: ({ id }) => String(id), show });
    sendReport(request, response, { ...page, blank: BLANK });
  }

  @Get('check')
  @Documented(() => api().ApiCheckAudit())
  async check() {
    const { entries, brokenAt, head } = await this.administration.audit.check();
    return { entries, broken_at: brokenAt, head };
  }
}

const BLANK = Object.freeze({
  id: 0,
  at: '',
  actor: '',
  address: '',
  action: '',
  target: '',
  before: null,
  after: null,
  hash: '',
} satisfies ReturnType<typeof describe>);

/** What stood there before and behind it is JSON in one cell: its names are of many kinds. */
function inCells(entry: AuditEntry) {
  const { before, after, ...row } = describe(entry);
  return { ...row, before: before && JSON.stringify(before), after: after && JSON.stringify(after) };
}

function describe({ id, atMs, actor, action, target, before, after, hash }: AuditEntry) {
  const at = new Date(atMs).toISOString();
  return { id, at, actor: actor.name, address: actor.address, action, target, before, after, hash };
}
