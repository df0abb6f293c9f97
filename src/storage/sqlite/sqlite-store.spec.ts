import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../open-store.js';
import { StoreAwayError, StoreRefusedError } from '../store.js';
import { describeStore } from '../testing/store.suite.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { SqliteStore } from './sqlite-store.js';

const folder = temporaryFolder();

describeStore('one process', () => SqliteStore.open(join(folder, 'suite')));

describe('SqliteStore', () => {
  const open = (name: string) => openStore({ databaseUrl: null, folder: join(folder, name) });

  it('makes a folder for nobody else, and refuses a second owner until the first is gone', async () => {
    const first = await open('owned');
    expect(statSync(join(folder, 'owned')).mode & 0o777).toBe(0o700);
    const second = open('owned');
    await expect(second).rejects.toBeInstanceOf(StoreRefusedError);
    await expect(second).rejects.toThrow(/in use by another process.*TOLLGATE_DATA.*DATABASE_URL/);
    await first.close();
    await (await open('owned')).close();
  });

  it('says why a folder cannot be used', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(open('file')).rejects.toThrow(/\(TOLLGATE_DATA\) cannot be opened: /);
  });

  it('keeps what was written, and commits on the safe side', async () => {
    const first = await open('kept');
    const row = { name: 'a', value: 'b' };
    await first.write([first.db.insertInto('store_settings').values(row).compile()]);
    await first.close();
    await expect(first.check()).rejects.toBeInstanceOf(StoreAwayError);
    const second = await open('kept');
    expect(await second.db.selectFrom('store_settings').selectAll().execute()).toEqual([row]);
    await second.close();
  });
});
