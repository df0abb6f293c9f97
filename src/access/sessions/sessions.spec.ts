import { join } from 'node:path';
import { SqliteStore } from '../../storage/sqlite/sqlite-store.js';
import { temporaryFolder } from '../../storage/testing/temporary-folder.js';
import { describeSessions } from './testing/sessions.suite.js';

const folder = temporaryFolder();

describeSessions('the process', null);
describeSessions('an embedded store', () => SqliteStore.open(join(folder, 'sessions')));
