import { SqliteStore } from '../storage/sqlite/sqlite-store.js';
import { temporaryFolder } from '../storage/testing/temporary-folder.js';
import { describeVersionBefore } from './testing/version-before.suite.js';

const folder = temporaryFolder();

describeVersionBefore('the embedded store', () => SqliteStore.open(folder));
