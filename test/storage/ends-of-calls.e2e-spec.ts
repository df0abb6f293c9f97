import { sql } from 'kysely';
import { IS_OPEN } from '../../src/governance/ledger/ledger-columns.js';
import { LedgerWriter } from '../../src/governance/ledger/ledger-writer.js';
import { closedRow, openRow } from '../../src/governance/ledger/testing/call-rows.js';
import { openStore } from '../../src/storage/open-store.js';
import type { Statement, Store } from '../../src/storage/store.js';
import { startPostgres, type PostgresServer } from '../support/postgres-server.js';
import { describeWithPostgres } from '../support/real-servers.js';
import { placeAt } from '../support/store-places.js';

/** So many that the database does not read them all. */
const CALLS = 50_000;

describeWithPostgres('ends of calls in PostgreSQL', (programs) => {
  let server: PostgresServer;
  let store: Store;
  beforeAll(async () => {
    server = await startPostgres(programs);
    store = await openStore(placeAt(await server.newDatabase()));
    const ended = sql`insert into calls (id, node, outcome) select 'c' || n, 'node', 'ok' from generate_series(1, ${CALLS}) as n`;
    await ended.execute(store.db);
    await sql`analyze calls`.execute(store.db);
  });
  afterAll(async () => {
    await store.close();
    await server.close();
  });

  const planOf = async ({ sql: text, parameters }: Statement): Promise<string> => {
    const [plan] = await store.write([{ sql: `explain ${text}`, parameters }]);
    return plan!.rows.map((row) => String(row['QUERY PLAN'])).join('\n');
  };
  const statementsOf = async (work: (writer: LedgerWriter) => Promise<void>) => {
    const written: Statement[] = [];
    const write = async (statements: readonly Statement[]) => (written.push(...statements), []);
    await work(new LedgerWriter({ write }));
    return written;
  };

  it('find their rows by their ids, and not among all that have been open', async () => {
    const row = openRow();
    const statements = [
      ...(await statementsOf((writer) =>
        writer.close({ row: closedRow(row), attempts: [], windows: [], changes: [] }),
      )),
      ...(await statementsOf((writer) => writer.drop(String(row.id)))),
      { sql: `update calls set reserved = 1 where id = $1 and ${IS_OPEN}`, parameters: [row.id] },
    ];
    expect(statements).toHaveLength(3);
    for (const statement of statements) {
      const plan = await planOf(statement);
      expect(plan).toContain('calls_pkey');
      expect(plan).not.toContain('calls_open');
    }
  });
});
