import { sql } from 'kysely';
import { migrate } from '../../src/storage/migrate.js';
import { PostgresStore } from '../../src/storage/postgres/postgres-store.js';
import { startPostgres, type PostgresServer } from '../support/postgres-server.js';
import { describeWithPostgres } from '../support/real-servers.js';
import { databaseAt } from '../support/store-places.js';

describeWithPostgres('a schema that is changed while nodes of the version before are at work', (programs) => {
  let server: PostgresServer;
  beforeAll(async () => void (server = await startPostgres(programs)));
  afterAll(() => server.close());

  const somebodyWaits = async ({ db }: PostgresStore) => {
    for (;;) {
      const { rows } = await sql`select 1 from pg_locks where not granted`.execute(db);
      if (rows.length > 0) return;
    }
  };

  it.each<[string, string, string]>([
    [
      'writes a call and its attempts',
      `insert into calls (id, node, outcome) values ('c', 'n', 'ok')`,
      `insert into attempts (call_id, position) values ('c', 0)`,
    ],
    [
      'sums a day',
      'update rolled_days set is_done = 5',
      `insert into usage_days (day, kind) values (1, 'day')`,
    ],
  ])('waits for one that %s, and neither fails', async (_, first, then) => {
    const store = new PostgresStore(databaseAt(await server.newDatabase()));
    await migrate(store, { toVersion: 16 });
    const migrating = await store.db.transaction().execute(async (transaction) => {
      await sql.raw(first).execute(transaction);
      const begun = migrate(store, { toVersion: 17 });
      await somebodyWaits(store);
      await sql.raw(then).execute(transaction);
      return { begun };
    });
    await migrating.begun;
    await store.close();
  });
});
