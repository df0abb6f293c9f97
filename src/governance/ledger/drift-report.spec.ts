import { join } from 'node:path';
import { sql } from 'kysely';
import { migrate } from '../../storage/migrate.js';
import { SqliteStore } from '../../storage/sqlite/sqlite-store.js';
import { temporaryFolder } from '../../storage/testing/temporary-folder.js';
import { driftQuery } from './drift-report.js';

const folder = temporaryFolder();

describe('drift', () => {
  it.each([{}, { fromMs: 1 }, { fromMs: 1, toMs: 2 }])(
    'is read from calls whose provider says a cost, without their rows: %j',
    async (filter) => {
      const store = await SqliteStore.open(join(folder, JSON.stringify(filter).length.toString()));
      await migrate(store);
      const { sql: text, parameters } = driftQuery(store, filter).compile();
      const [before, ...after] = text.split('?');
      const query = after.reduce(
        (all, part, at) => sql`${all}${parameters[at]}${sql.raw(part)}`,
        sql.raw(before!),
      );
      const { rows } = await sql<{ readonly detail: string }>`explain query plan ${query}`.execute(
        store.reports,
      );
      expect(rows.map(({ detail }) => detail).join()).toContain('COVERING INDEX calls_drift');
      await store.close();
    },
  );
});
