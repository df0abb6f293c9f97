import { sql } from 'kysely';
import { migrate } from '../migrate.js';
import { MIGRATIONS } from '../migrations/index.js';
import type { Migration } from '../migrations/migration.js';
import type { Store } from '../store.js';

/** A step of a version that is yet to come. */
const NEXT: Migration = {
  version: MIGRATIONS.length + 1,
  name: 'next',
  async up({ schema }) {
    await schema
      .alterTable('scopes')
      .addColumn('color', 'text', (column) => column.notNull().defaultTo('red'))
      .execute();
  },
  async down({ schema }) {
    await schema.alterTable('scopes').dropColumn('color').execute();
  },
};

/** What holds of every store. @param open an empty one, that nobody else uses. */
export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(`the store of ${name}`, () => {
    let store: Store;
    beforeAll(async () => {
      store = await open();
      await migrate(store);
      await sql`create table sums (id integer primary key, units bigint not null, at double precision)`.execute(
        store.db,
      );
    });
    beforeEach(async () => void (await sql`delete from sums`.execute(store.db)));
    afterAll(() => store.close());

    const insert = (id: number, units: bigint) =>
      sql`insert into sums (id, units, at) values (${id}, ${units}, ${1.5})`.compile(store.db);
    const ids = async () => {
      const { rows } = await sql<{ id: number }>`select id from sums order by id`.execute(store.db);
      return rows.map(({ id }) => id);
    };

    it('keeps 64 bits of money, and reads integers, sums and times as what they are', async () => {
      const most = 9_007_199_254_740_993n;
      await store.write([insert(1, most), insert(2, 1n)]);
      const { rows } = await sql`select id, units, at from sums order by id`.execute(store.db);
      expect(rows).toEqual([
        { id: 1, units: most, at: 1.5 },
        { id: 2, units: 1n, at: 1.5 },
      ]);
      const summed = await sql`select sum(units) as units, count(*) as count from sums`.execute(store.db);
      expect(summed.rows).toEqual([{ units: most + 1n, count: 2n }]);
    });

    it('writes a batch as a whole, or nothing of it', async () => {
      await expect(store.write([insert(1, 1n), insert(1, 2n)])).rejects.toThrow();
      expect(await ids()).toEqual([]);
      const results = await store.write([
        insert(1, 1n),
        sql`update sums set units = units + 1 where id = 1 returning units`.compile(store.db),
        sql`update sums set units = 0 where id = 9`.compile(store.db),
      ]);
      expect(results).toMatchObject([{ changes: 1 }, { rows: [{ units: 2n }] }, { changes: 0 }]);
    });

    it('writes many batches together, and a refused one takes no other with it', async () => {
      const batches = [1, 2, 2, 3, 4].map((id) => store.write([insert(id, 1n)]));
      const ended = await Promise.allSettled(batches);
      expect(ended.map(({ status }) => status)).toEqual([
        'fulfilled',
        'fulfilled',
        'rejected',
        'fulfilled',
        'fulfilled',
      ]);
      expect(await ids()).toEqual([1, 2, 3, 4]);
    });

    it('lets a transaction that fails change nothing, and others go on', async () => {
      const failing = store.db.transaction().execute(async (transaction) => {
        await transaction.executeQuery(insert(1, 1n));
        throw new Error('thought better of it');
      });
      const other = store.write([insert(2, 1n)]);
      await expect(failing).rejects.toThrow('thought better of it');
      await other;
      expect(await ids()).toEqual([2]);
    });

    it('says that it is there', async () => expect(store.check()).resolves.toBeUndefined());

    it('migrates back and forth, and a version works on the schema of the next', async () => {
      const insertScope = (scope: string) =>
        store.db
          .insertInto('scopes')
          .values({ kind: 'team', name: scope, definition: '{}', created_at: 1, updated_at: 1 })
          .execute();
      await migrate(store, { migrations: [...MIGRATIONS, NEXT] });
      await migrate(store); // of the version before, which starts while the next one runs
      await insertScope('red');
      expect(await sql`select name, color from scopes`.execute(store.db)).toMatchObject({
        rows: [{ name: 'red', color: 'red' }],
      });
      await migrate(store, { migrations: [...MIGRATIONS, NEXT], toVersion: MIGRATIONS.length });
      await expect(sql`select color from scopes`.execute(store.db)).rejects.toThrow();
      await migrate(store, { toVersion: 0 });
      await expect(insertScope('blue')).rejects.toThrow();
      await migrate(store);
      await insertScope('blue');
    });
  });
}
