import { renameSync, rmSync, symlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { openStore } from '../open-store.js';
import { StoreAwayError, StoreRefusedError, type Store } from '../store.js';
import { describeStore } from '../testing/store.suite.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { SqliteStore } from './sqlite-store.js';
import { SqliteThread, StoreTakenError } from './sqlite-thread.js';

const folder = temporaryFolder();

describeStore('one process', () => SqliteStore.open(join(folder, 'suite')));

describe('SqliteStore', () => {
  const open = (name: string) => openStore({ database: null, folder: join(folder, name) });

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

  it('is away while its disk is full, and back once there is room', async () => {
    const store = await open('full');
    const write = (name: string, value: string) =>
      store.write([store.db.insertInto('store_settings').values({ name, value }).compile()]);
    const mayHave = async (pages: number) => {
      await sql.raw(`pragma max_page_count = ${pages}`).execute(store.db);
    };
    const insert = store.db
      .insertInto('store_settings')
      .values({ name: 'own', value: 'x'.repeat(1_000_000) });
    const inTransaction = () =>
      store.db.transaction().execute((transaction) => transaction.executeQuery(insert));
    const away = { code: 'gateway.store_away', message: 'The store (TOLLGATE_DATA) cannot be written.' };
    await mayHave(1);
    await expect(write('large', 'x'.repeat(1_000_000))).rejects.toMatchObject(away);
    await expect(inTransaction()).rejects.toMatchObject(away);
    expect(store.writes.hasFailed).toBe(true);
    await mayHave(10_000);
    await write('large', 'x'.repeat(1_000_000));
    expect(store.writes.hasFailed).toBe(false);
    await inTransaction();
    const twice = write('large', 'again');
    await expect(twice).rejects.not.toBeInstanceOf(StoreAwayError);
    await store.close();
  });

  it('is away while another program holds its file, and back once that is done', async () => {
    const store = await open('held');
    await sql.raw('pragma busy_timeout = 0').execute(store.db);
    const write = (name: string) =>
      store.write([store.db.insertInto('store_settings').values({ name, value: 'v' }).compile()]);
    const other = new DatabaseSync(join(folder, 'held', 'tollgate.db'));
    other.exec('begin immediate');
    await expect(write('a')).rejects.toMatchObject({
      code: 'gateway.store_away',
      message: 'The store (TOLLGATE_DATA) cannot be written: another program holds its file.',
    });
    expect(store.writes.hasFailed).toBe(true);
    other.close();
    await write('a');
    expect(store.writes.hasFailed).toBe(false);
    await store.close();
  });

  it('reads for reports what was written before, and is made for nobody else', async () => {
    const store = await open('reports');
    await store.write([store.db.insertInto('store_settings').values({ name: 'a', value: 'b' }).compile()]);
    expect(await store.reports.selectFrom('store_settings').selectAll().execute()).toHaveLength(1);
    await expect(store.reports.deleteFrom('store_settings').execute()).rejects.toThrow(/readonly/);
    for (const file of ['tollgate.db', 'tollgate.db-wal', 'tollgate.lock', 'tollgate.journal-0']) {
      expect([file, statSync(join(folder, 'reports', file)).mode & 0o777]).toEqual([file, 0o600]);
    }
    await store.close();
  });

  it('reads for reports again once that can begin, and closes where it never could', async () => {
    const [store, other] = [await open('unread'), await open('unread-closed')];
    const openReader = jest.spyOn(SqliteThread, 'openReader');
    openReader.mockRejectedValueOnce(new StoreRefusedError('no more files may be opened'));
    const read = ({ reports }: Store) => reports.selectFrom('store_settings').selectAll().execute();
    await expect(read(store)).rejects.toBeInstanceOf(StoreAwayError);
    expect(await read(store)).toEqual([]);
    openReader.mockRejectedValueOnce(new StoreRefusedError('no more files may be opened'));
    await expect(read(other)).rejects.toThrow(/cannot be read/);
    openReader.mockRestore();
    await Promise.all([store.close(), other.close()]);
    await expect(read(store)).rejects.toBeInstanceOf(StoreAwayError);
  });

  it('waits a second for another program, and is away for reports as for all others behind that', async () => {
    const store = await open('taken');
    for (const db of [store.db, store.reports]) {
      const { rows } = await sql<object>`pragma busy_timeout`.execute(db);
      expect(rows).toEqual([{ timeout: 1_000n }]);
    }
    const run = jest.spyOn(SqliteThread.prototype, 'run').mockRejectedValueOnce(new StoreTakenError());
    await expect(sql`select 1`.execute(store.reports)).rejects.toMatchObject({
      code: 'gateway.store_away',
      message: 'The store (TOLLGATE_DATA) cannot be read: another program holds its file.',
    });
    run.mockRestore();
    await sql`select 1`.execute(store.reports);
    await store.close();
  });

  it('takes nothing while its files are gone or replaced, and again once they are back', async () => {
    const store = await open('deleted');
    const [file, away] = [join(folder, 'deleted', 'tollgate.db'), join(folder, 'deleted', 'away')];
    const write = () =>
      store.write([store.db.insertInto('store_settings').values({ name: 'a', value: 'b' }).compile()]);
    renameSync(file, away);
    writeFileSync(file, '');
    await expect(store.check()).rejects.toThrow(/deleted or replaced/);
    await expect(write()).rejects.toBeInstanceOf(StoreAwayError);
    expect(() => store.journal?.appendIfRoom('a')).toThrow(StoreAwayError);
    renameSync(away, file);
    await store.check();
    await write();
    store.journal?.append('a');
    await store.close();
  });

  it('takes nothing while its files cannot be looked for', async () => {
    const store = await open('unseen');
    const [file, away] = [join(folder, 'unseen', 'tollgate.db'), join(folder, 'unseen', 'away')];
    renameSync(file, away);
    // a link to itself leads nowhere
    symlinkSync(file, file);
    await expect(store.check()).rejects.toThrow(/deleted or replaced/);
    rmSync(file);
    renameSync(away, file);
    await store.check();
    await store.close();
  });

  it('lets nothing begin while its journal alone is gone, and brings what was journaled into the tables', async () => {
    const store = await open('unjournaled');
    const path = (file: string) => join(folder, 'unjournaled', file);
    const row = { name: 'a', value: 'b' };
    const write = () => store.write([store.db.insertInto('store_settings').values(row).compile()]);
    store.journal?.settledBy(async () => void (await write()));
    for (const each of [0, 1]) rmSync(path(`tollgate.journal-${each}`));
    await expect(store.check()).rejects.toThrow(/deleted or replaced/);
    expect(() => store.journal?.appendIfRoom('a')).toThrow(StoreAwayError);
    await store.close();
    const next = await open('unjournaled');
    expect(await next.db.selectFrom('store_settings').selectAll().execute()).toEqual([row]);
    await next.close();
  });

  it('writes nothing any more where its database is gone behind its journal', async () => {
    const store = await open('emptied');
    const path = (file: string) => join(folder, 'emptied', file);
    const write = () =>
      store.write([store.db.insertInto('store_settings').values({ name: 'a', value: 'b' }).compile()]);
    rmSync(path('tollgate.journal-0'));
    await expect(store.check()).rejects.toThrow(/deleted or replaced/);
    rmSync(path('tollgate.db'));
    await expect(store.check()).rejects.toThrow(/deleted or replaced/);
    await expect(write()).rejects.toBeInstanceOf(StoreAwayError);
    await store.close();
  });
});
