import { join } from 'node:path';
import { SqliteStore } from '../../storage/sqlite/sqlite-store.js';
import { temporaryFolder } from '../../storage/testing/temporary-folder.js';
import { describeRepricing } from './testing/repricing.suite.js';

const folder = temporaryFolder();

describeRepricing('one process', () => SqliteStore.open(join(folder, 'prices')));
