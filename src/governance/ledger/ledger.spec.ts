import { join } from 'node:path';
import { SqliteStore } from '../../storage/sqlite/sqlite-store.js';
import { temporaryFolder } from '../../storage/testing/temporary-folder.js';
import { describeLedger } from './testing/ledger.suite.js';

const folder = temporaryFolder();

describeLedger('one process', () => SqliteStore.open(join(folder, 'ledger')));
