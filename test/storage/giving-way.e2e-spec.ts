import { sql } from 'kysely';
import { PostgresStore } from '../../src/storage/postgres/postgres-store.js';
import { StoreAwayError } from '../../src/storage/store.js';
import { startPostgres, type PostgresServer } from '../support/postgres-server.js';
import { describeWithPostgres } from '../support/real-servers.js';
import { databaseAt } from '../support/store-places.js';

describeWithPostgres('a transaction of PostgreSQL that gives way to another', (programs) => {
  let server: PostgresServer;
  let store: PostgresStore;
  beforeAll(async () => {
    server = await startPostgres(programs);
    store = new PostgresStore(databaseAt(await server.newDatabase()));
    await sql`create table one (n integer)`.execute(store.db);
    await sql`create function give_way() returns integer language plpgsql as
      $$ begin raise exception 'gave way' using errcode = '40P01'; end $$`.execute(store.db);
  });
  afterAll(async () => {
    await store.close();
    await server.close();
  });

  const connection = async () => {
    const { rows } = await sql<{ readonly pid: number }>`select pg_backend_pid() as pid`.execute(store.db);
    return rows[0]!.pid;
  };
  const GIVE_WAY = { sql: 'select give_way()', parameters: [] };
  const INSERT = { sql: 'insert into one values (1)', parameters: [] };

  it.each<[string, () => Promise<unknown>]>([
    ['that is written as a group', () => store.write([INSERT, GIVE_WAY])],
    [
      'that looks at what it does',
      () =>
        store.db.transaction().execute(async (transaction) => {
          await sql.raw(INSERT.sql).execute(transaction);
          await sql.raw(GIVE_WAY.sql).execute(transaction);
        }),
    ],
  ])('can be tried again on the same connection, and nothing of it is written: one %s', async (_, work) => {
    const before = await connection();
    const error: unknown = await work().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoreAwayError);
    expect(error).toMatchObject({ message: 'The store (DATABASE_URL) gave way to another transaction.' });
    expect(await connection()).toBe(before);
    expect((await sql`select n from one`.execute(store.db)).rows).toEqual([]);
  });
});
