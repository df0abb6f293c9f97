import { SqliteStore } from '../../storage/sqlite/sqlite-store.js';
import { temporaryFolder } from '../../storage/testing/temporary-folder.js';
import { describeLeftSelectors } from './testing/left-selectors.suite.js';

const folder = temporaryFolder();

describeLeftSelectors('the embedded store', () => SqliteStore.open(folder));
