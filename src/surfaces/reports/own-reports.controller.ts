import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { GatewayError } from '../../common/errors.js';
import type { CallFilter } from '../../governance/ledger/call-filters.js';
import { callerIdOf, callerOf } from '../../common/http/caller.js';
import { lazy } from '../../common/lazy.js';
import { Governance } from '../../governance/governance.js';
import { PersonCaller } from '../../governance/identity/person-caller.js';
import { blankCall, toCallJson } from '../../governance/ledger/call-json.js';
import { Documented } from '../../openapi/documented.js';
import { DestinationRegistry } from '../../routing/destination.registry.js';
import { STORE, type Store } from '../../storage/store.js';
import { filterIn, pageIn, PAGE_NAMES, requireKnown, requireOwn, type Query } from './report-query.js';
import { sendReport } from '../send-report.js';
import { usageReport } from './usage-of-query.js';

const ledger = lazy(
  () => require('../../governance/ledger/reports.js') as typeof import('../../governance/ledger/reports.js'),
);
const api = lazy(() => require('./report-api.decorators.js') as typeof import('./report-api.decorators.js'));

/** What a caller may know of its own calls; where callers are not told apart, of all. */
@Controller()
export class OwnReportsController {
  constructor(
    @Inject(STORE) private readonly store: Store | null,
    private readonly governance: Governance,
    private readonly destinations: DestinationRegistry,
  ) {}

  @Get('usage')
  @Documented(() => api().ApiOwnUsage())
  async usage(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query: Query = request.query;
    requireKnown(query, 'group_by', 'limit', 'format');
    const filter = this.ownFilterIn(query, request);
    sendReport(request, response, await usageReport(this.kept, query, filter));
  }

  @Get('sessions')
  @Documented(() => api().ApiOwnSessions())
  async sessions(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query: Query = request.query;
    requireKnown(query, ...PAGE_NAMES);
    const { limit, after } = pageIn(query);
    const filter = this.ownFilterIn(query, request);
    const { blankSession, sessionsPage } = ledger();
    const { sessions, next } = await sessionsPage(this.kept, filter, limit, after);
    sendReport(request, response, { data: sessions, blank: blankSession(), next });
  }

  @Get('first-tokens')
  @Documented(() => api().ApiOwnFirstTokens())
  async firstTokens(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query: Query = request.query;
    requireKnown(query, 'format');
    const filter = this.ownFilterIn(query, request);
    const row = await ledger().firstTokensOf(this.kept, filter);
    sendReport(request, response, { data: [row], blank: row });
  }

  @Get('calls/recent')
  @Documented(() => api().ApiRecentCalls())
  async recent(@Req() request: Request, @Res() response: Response): Promise<void> {
    const query: Query = request.query;
    requireKnown(query, ...PAGE_NAMES);
    const { limit, after } = pageIn(query);
    const filter = this.ownFilterIn(query, request);
    const blank = blankCall();
    if (this.store === null) {
      const data = this.governance.recent.newest(limit, callerIdOf(request), filter);
      sendReport(request, response, { data, blank, next: null, ledger: false });
      return;
    }
    const { LedgerReader } = ledger();
    const { calls, next } = await new LedgerReader(this.store).page(filter, limit, after);
    sendReport(request, response, { data: calls.map(toCallJson), blank, next, ledger: true });
  }

  /** @throws GatewayError `request.not_found` where nothing is kept. */
  private get kept(): Store {
    if (this.store === null) throw nothingKept();
    return this.store;
  }

  /** @throws GatewayError `request.invalid` where it asks for calls of another. */
  private ownFilterIn(query: Query, request: Request): CallFilter {
    const own = ownOf(request);
    requireOwn(query, own);
    return { ...filterIn(query, this.destinations), ...own };
  }
}

/** Of a person, what all keys of his spent. */
function ownOf(request: Request): { readonly key?: string; readonly user?: string } {
  const caller = callerOf(request);
  if (caller === null) return {};
  return caller instanceof PersonCaller && caller.user !== null ? { user: caller.user } : { key: caller.id };
}

function nothingKept(): GatewayError {
  return new GatewayError(
    'request.not_found',
    'This gateway keeps no ledger: the operator sets TOLLGATE_DATA, or DATABASE_URL, for one.',
  );
}
