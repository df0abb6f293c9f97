import { SqliteStore } from '../../storage/sqlite/sqlite-store.js';
import { temporaryFolder } from '../../storage/testing/temporary-folder.js';
import { describeIdentity } from './testing/identity.suite.js';

const folder = temporaryFolder();

describeIdentity('one process', () => SqliteStore.open(folder));
