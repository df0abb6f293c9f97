import { lazy } from '../../common/lazy.js';
import type { CallFilter } from '../../governance/ledger/call-filters.js';
import { DEAREST_USAGE_ROWS, MOST_USAGE_ROWS } from '../../governance/ledger/usage-groups.js';
import type { Store } from '../../storage/store.js';
import { groupsIn, limitIn, type Query } from './report-query.js';
import type { Report } from '../send-report.js';

const ledger = lazy(
  () => require('../../governance/ledger/reports.js') as typeof import('../../governance/ledger/reports.js'),
);

/** How many rows are told. */
interface RowBounds {
  /** All, where they are no more than that. */
  readonly all: number;
  /** Otherwise so many of the dearest. */
  readonly dearest: number;
}

const BOUNDS: RowBounds = { all: MOST_USAGE_ROWS, dearest: DEAREST_USAGE_ROWS };

/**
 * All sums in the order of their groups or, where `limit` asks for some or there are too many, the dearest of them and
 * what the rest comes to. @throws GatewayError `request.invalid`
 */
export async function usageReport(
  store: Store,
  query: Query,
  filter: CallFilter,
  bounds = BOUNDS,
): Promise<Report> {
  const groups = groupsIn(query);
  const limit = limitIn(query);
  const all = limit === null ? await ledger().usageUpTo(store, groups, filter, bounds.all) : null;
  const blank = ledger().blankUsage(groups);
  if (all) return { data: all, blank };
  const most = limit ?? bounds.dearest;
  const { rows, rest } = await ledger().dearestUsage(store, groups, filter, most);
  return { data: rows, blank, hasMore: rest !== null, ...(rest && { rest }) };
}
