import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ForAdmins } from '../../access/public.decorator.js';
import { GatewayError } from '../../common/errors.js';
import { lazy } from '../../common/lazy.js';
import { CaptureLooks } from '../../governance/captures/capture-looks.js';
import { blankCall, toCallJson } from '../../governance/ledger/call-json.js';
import { Documented } from '../../openapi/documented.js';
import { DestinationRegistry } from '../../routing/destination.registry.js';
import { STORE, type Store } from '../../storage/store.js';
import { filterIn, pageIn, PAGE_NAMES, requireKnown, type Query } from './report-query.js';
import { sendReport } from '../send-report.js';
import { usageReport } from './usage-of-query.js';

const ledger = lazy(
  () => require('../../governance/ledger/reports.js') as typeof import('../../governance/ledger/reports.js'),
);
const api = lazy(() => require('./report-api.decorators.js') as typeof import('./report-api.decorators.js'));

/** What all calls came to, for administrators. */
@ForAdmins()
@Controller('admin')
export class AdminReportsController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly looks: CaptureLooks,
    private readonly destinations: DestinationRegistry,
  ) {}

  @Get('calls')
  @Documented(() => api().ApiAdminCalls())
  async calls(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query: Query = request.query;
    requireKnown(query, ...PAGE_NAMES);
    const { limit, after } = pageIn(query);
    const { LedgerReader } = ledger();
    const { calls, next } = await new LedgerReader(this.store).page(
      filterIn(query, this.destinations),
      limit,
      after,
    );
    sendReport(request, response, { data: calls.map(toCallJson), blank: blankCall(), next });
  }

  @Get('calls/:id')
  @Documented(() => api().ApiAdminCall())
  async call(@Param('id') id: string): Promise<object> {
    const { LedgerReader, earlierCosts } = ledger();
    const found = await new LedgerReader(this.store).find(id);
    if (!found) throw new GatewayError('request.not_found', 'There is no call of this id.');
    const costs = await earlierCosts(this.store, id);
    const captured = await this.looks.isKept(id);
    return { ...toCallJson(found), captured, ...(costs.length > 0 && { earlier_costs: costs }) };
  }

  @Get('usage')
  @Documented(() => api().ApiAdminUsage())
  async usage(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query: Query = request.query;
    requireKnown(query, 'group_by', 'limit', 'format');
    sendReport(request, response, await usageReport(this.store, query, filterIn(query, this.destinations)));
  }

  @Get('sessions')
  @Documented(() => api().ApiAdminSessions())
  async sessions(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query: Query = request.query;
    requireKnown(query, ...PAGE_NAMES);
    const { limit, after } = pageIn(query);
    const { blankSession, sessionsPage } = ledger();
    const { sessions, next } = await sessionsPage(
      this.store,
      filterIn(query, this.destinations),
      limit,
      after,
    );
    sendReport(request, response, { data: sessions, blank: blankSession(), next });
  }

  @Get('first-tokens')
  @Documented(() => api().ApiAdminFirstTokens())
  async firstTokens(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query: Query = request.query;
    requireKnown(query, 'format');
    const row = await ledger().firstTokensOf(this.store, filterIn(query, this.destinations));
    sendReport(request, response, { data: [row], blank: row });
  }

  @Get('drift')
  @Documented(() => api().ApiAdminDrift())
  async drift(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query: Query = request.query;
    requireKnown(query, 'format');
    const { BLANK_DRIFT: blank, driftOf } = ledger();
    sendReport(request, response, {
      data: await driftOf(this.store, filterIn(query, this.destinations)),
      blank,
    });
  }
}
