import { lazy } from '../../common/lazy.js';
import type { CallFilter } from '../../governance/ledger/call-filters.js';
import type { Store } from '../../storage/store.js';
import { groupsIn, limitIn, type Query } from './report-query.js';
import type { Report } from './send-report.js';

const ledger = lazy(
  () => require('../../governance/ledger/reports.js') as typeof import('../../governance/ledger/reports.js'),
);

/** All sums in the order of their groups or, where `limit` asks for some, the dearest. @throws GatewayError `request.invalid` */
export async function usageReport(store: Store, query: Query, filter: CallFilter): Promise<Report> {
  const groups = groupsIn(query);
  const limit = limitIn(query);
  if (limit === null) return { data: await ledger().usageBy(store, groups, filter) };
  const { rows, hasMore } = await ledger().dearestUsage(store, groups, filter, limit);
  return { data: rows, hasMore };
}
