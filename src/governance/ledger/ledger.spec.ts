import { join } from 'node:path';
import { SqliteStore } from '../../storage/sqlite/sqlite-store.js';
import { temporaryFolder } from '../../storage/testing/temporary-folder.js';
import { describeConsoleReports } from './testing/console-reports.suite.js';
import { describeLedger } from './testing/ledger.suite.js';
import { describeRowBound } from './testing/row-bound.suite.js';
import { describeUsageDays } from './testing/usage-days.suite.js';

const folder = temporaryFolder();

describeConsoleReports('one process', () => SqliteStore.open(join(folder, 'reports')));
describeLedger('one process', () => SqliteStore.open(join(folder, 'ledger')));
describeUsageDays('one process', () => SqliteStore.open(join(folder, 'days')));
describeRowBound('one process', () => SqliteStore.open(join(folder, 'bound')));
