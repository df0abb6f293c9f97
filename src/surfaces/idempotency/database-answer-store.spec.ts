import { join } from 'node:path';
import { migrate } from '../../storage/migrate.js';
import { SqliteStore } from '../../storage/sqlite/sqlite-store.js';
import type { Store } from '../../storage/store.js';
import { temporaryFolder } from '../../storage/testing/temporary-folder.js';
import { DatabaseAnswerStore } from './database-answer-store.js';
import { describeAnswerStore } from './testing/answer-store.suite.js';

const folder = temporaryFolder();
const MAX_BYTES = 1_000_000;
const stores: Store[] = [];
const open = async (name: string) => {
  const store = await SqliteStore.open(join(folder, name));
  stores.push(store);
  await migrate(store);
  return store;
};
afterAll(() => Promise.all(stores.map((store) => store.close())));

describeAnswerStore('a database', async () => DatabaseAnswerStore.open(await open('kept'), MAX_BYTES));

describe('answers kept in a database of one process', () => {
  it('forget at its start what the process before was making', async () => {
    const store = await open('crashed');
    const claim = { id: 'id', token: 't', fingerprint: 'f' };
    const answers = await DatabaseAnswerStore.open(store, MAX_BYTES);
    expect(await answers.claim(claim, 0)).toBe('first');
    expect(await answers.claim(claim, 1)).toBe('running');
    const next = await DatabaseAnswerStore.open(store, MAX_BYTES);
    expect(await next.claim(claim, 2)).toBe('first');
  });
});
