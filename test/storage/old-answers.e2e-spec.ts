import { sql } from 'kysely';
import { openStore } from '../../src/storage/open-store.js';
import type { Statement, Store } from '../../src/storage/store.js';
import { DatabaseAnswerStore } from '../../src/surfaces/idempotency/database-answer-store.js';
import { startPostgres, type PostgresServer } from '../support/postgres-server.js';
import { describeWithPostgres } from '../support/real-servers.js';
import { placeAt } from '../support/store-places.js';

/** So many that the database does not read them all. */
const ANSWERS = 20_000;
const LATER_MS = 1e15;

describeWithPostgres('answers that are kept in PostgreSQL', (programs) => {
  let server: PostgresServer;
  let store: Store;
  beforeAll(async () => {
    server = await startPostgres(programs);
    store = await openStore(placeAt(await server.newDatabase()));
    await sql`insert into kept_answers (id, token, fingerprint, expires_at)
      select 'a' || n, 't', 'f', ${LATER_MS} from generate_series(1, ${ANSWERS}) as n`.execute(store.db);
    await sql`analyze kept_answers`.execute(store.db);
  });
  afterAll(async () => {
    await store.close();
    await server.close();
  });

  it('are found by their time where they are over, while a call waits for its claim', async () => {
    const asked: Statement[] = [];
    const write: Store['write'] = (statements) => (asked.push(...statements), store.write(statements));
    const answers = await DatabaseAnswerStore.open({ ...store, db: store.db, dialect: 'postgres', write }, 1);
    await answers.claim({ id: 'one', token: 't', fingerprint: 'f' }, Date.now());
    const { sql: text, parameters } = asked.find((statement) => statement.sql.startsWith('delete'))!;
    const [plan] = await store.write([{ sql: `explain ${text}`, parameters }]);
    expect(JSON.stringify(plan!.rows)).toContain('kept_answers_expiry');
  });
});
