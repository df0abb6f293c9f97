import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CompiledQuery } from 'kysely';
import { askingGateway } from './support/asking-gateway.js';
import { systemClock, type Clock } from '../src/common/clock.js';
import { PostgresStore } from '../src/storage/postgres/postgres-store.js';
import { startPostgres, type PostgresServer } from './support/postgres-server.js';
import { describeWithPostgres } from './support/real-servers.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';
import { SMALL_COMPLETION } from './support/small-completion.js';
import { databaseAt } from './support/store-places.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const PRICES = '{ m: { input_usd_per_million: 0, output_usd_per_million: 1000 } }';
/** How often a node tells others that it lives. */
const BEAT_MS = 5_000;
const HELLO = { model: 'local/m', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] };

/** What selectors of files ask for, as the store has it. */
async function rememberedIn(store: Readonly<Record<string, string>>): Promise<string> {
  const read = "select value from store_settings where name = 'file_selectors'";
  if (store['TOLLGATE_DATA'] !== undefined) {
    const database = new DatabaseSync(join(store['TOLLGATE_DATA'], 'tollgate.db'), { readOnly: true });
    const row = database.prepare(read).get();
    database.close();
    return String(row?.['value']);
  }
  const { rows } = await inPostgres(store, (db) =>
    db.executeQuery<{ readonly value: string }>(CompiledQuery.raw(read)),
  );
  return String(rows[0]?.value);
}

async function inPostgres<T>(
  store: Readonly<Record<string, string>>,
  work: (db: PostgresStore['db']) => Promise<T>,
): Promise<T> {
  const database = new PostgresStore(databaseAt(store['DATABASE_URL']!));
  try {
    return await work(database.db);
  } finally {
    await database.close();
  }
}

/**
 * @param storeOf where rows and spending are kept, for all gateways that a test starts.
 * @param serverOf of several nodes; `null` = the store is one process's own.
 */
function describeFileSelectors(
  name: string,
  storeOf: () => Promise<Readonly<Record<string, string>>>,
  serverOf: (() => PostgresServer) | null,
) {
  describe(`a selector of the operator's file, over ${name}`, () => {
    let upstream: ScriptedUpstream;
    let gateway: RunningGateway;
    const running = new Set<RunningGateway>();
    beforeAll(async () => {
      upstream = await ScriptedUpstream.start({ fallback: answerJson(200, SMALL_COMPLETION) });
    });
    afterEach(async () => {
      await Promise.all([...running].map((each) => each.close()));
      running.clear();
    });
    afterAll(() => upstream.close());

    const { call, admin, makeKey } = askingGateway(() => gateway, ADMIN_KEY);
    /** @param projects which the selector is about; `null` = the file has none. */
    const start = async (store: Readonly<Record<string, string>>, project: string | null, clock?: Clock) => {
      const selector = `apollo: { match: { tag.project: ${project} }, budgets: [{ budget_usd: "1", per: total }] }`;
      gateway = await startGateway(
        { ADMIN_API_KEY: ADMIN_KEY, ...store },
        [
          `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES} }]`,
          ...(project === null ? [] : [`budgets: { selectors: { ${selector} } }`]),
        ].join('\n'),
        clock,
      );
      running.add(gateway);
      return gateway;
    };
    const restart = async (store: Readonly<Record<string, string>>, project: string | null) => {
      running.delete(gateway);
      await gateway.close();
      await start(store, project);
    };
    const ask = async (key: string, project = 'one') =>
      (await call('POST', '/v1/chat/completions', key, HELLO, { 'x-tollgate-tags': `project=${project}` }))
        .status;
    const spent = async () =>
      (await admin('GET', '/budgets/selectors/apollo')).body.budgets[0].spent_usd as string;
    /** Behind two calls that the selector asks for, and one that it does not. @returns the key they came with. */
    const startWithCalls = async (store: Readonly<Record<string, string>>): Promise<string> => {
      await start(store, 'one');
      const { key } = await makeKey();
      for (const project of ['one', 'one', 'two']) expect(await ask(key, project)).toBe(200);
      expect(await spent()).toBe('0.02');
      return key;
    };

    it('has spent what calls cost while it was taken out, and before it was put in', async () => {
      const store = await storeOf();
      await start(store, null);
      const { key } = await makeKey();
      expect(await ask(key)).toBe(200);
      await restart(store, 'one');
      expect([await ask(key), await spent()]).toEqual([200, '0.02']);
      await restart(store, null);
      expect([await ask(key), await ask(key, 'other')]).toEqual([200, 200]);
      await restart(store, 'one');
      expect([await spent(), await ask(key), await spent()]).toEqual(['0.03', 200, '0.04']);
    });

    it('counts by what it asks for now, where the file says something else than before', async () => {
      const store = await storeOf();
      const key = await startWithCalls(store);
      await restart(store, 'two');
      expect([await spent(), await ask(key, 'two'), await spent()]).toEqual(['0.01', 200, '0.02']);
      await restart(store, null);
      await restart(store, 'one');
      expect(await spent()).toBe('0.02');
    });

    it('leaves its name to administrators where it is taken out', async () => {
      const store = await storeOf();
      await start(store, 'one');
      const { key } = await makeKey();
      for (const project of ['one', 'one', 'two']) expect(await ask(key, project)).toBe(200);
      await restart(store, null);
      const definition = { match: { 'tag.project': 'two' }, budgets: [{ budget_usd: '1', per: 'total' }] };
      expect((await admin('PUT', '/budgets/selectors/apollo', definition)).status).toBe(200);
      expect([await spent(), await ask(key, 'two'), await ask(key, 'one'), await spent()]).toEqual([
        '0.01',
        200,
        200,
        '0.02',
      ]);
      await restart(store, 'one');
      expect(await spent()).toBe('0.03');
      await restart(store, null);
      expect([await spent(), await ask(key, 'two'), await spent()]).toEqual(['0.02', 200, '0.03']);
    });

    it('counts nothing that a selector of an administrator had spent under its name', async () => {
      const store = await storeOf();
      await start(store, null);
      const { key } = await makeKey();
      const definition = { match: { 'tag.project': 'two' }, budgets: [{ budget_usd: '1', per: 'total' }] };
      const put = async () => (await admin('PUT', '/budgets/selectors/apollo', definition)).status;
      expect(await put()).toBe(200);
      for (const project of ['one', 'two', 'two', 'two']) expect(await ask(key, project)).toBe(200);
      expect(await spent()).toBe('0.03');
      expect((await admin('DELETE', '/budgets/selectors/apollo')).status).toBe(204);
      await restart(store, null);
      expect([await ask(key, 'two'), await put(), await spent()]).toEqual([200, 200, '0.04']);
      expect((await admin('DELETE', '/budgets/selectors/apollo')).status).toBe(204);
      await restart(store, 'one');
      expect([await spent(), await ask(key, 'one'), await spent()]).toEqual(['0.01', 200, '0.02']);
    });

    it('is forgotten once no file has it, and has spent what rows say when it is put back', async () => {
      const store = await storeOf();
      const key = await startWithCalls(store);
      expect(await rememberedIn(store)).toBe('{"apollo":{"tag.project":"one"}}');
      running.delete(gateway);
      await gateway.close();
      if (serverOf) {
        // as if it had not been seen for a day
        await inPostgres(store, (db) => db.deleteFrom('nodes').execute());
      }
      await start(store, null);
      while ((await rememberedIn(store)) !== '{}') await new Promise((next) => setTimeout(next, 20));
      expect(await ask(key)).toBe(200);
      await restart(store, 'two');
      expect(await spent()).toBe('0.01');
      await restart(store, 'one');
      expect([await spent(), await ask(key), await spent()]).toEqual(['0.03', 200, '0.04']);
    });

    if (serverOf) {
      it('is counted anew once PostgreSQL is there, where a node starts without', async () => {
        const store = await storeOf();
        const key = await startWithCalls(store);
        await serverOf().stop();
        const before = gateway;
        await start(store, 'two');
        await serverOf().start();
        running.delete(before);
        await before.close();
        const standing = () => admin('GET', '/budgets/selectors/apollo');
        while ((await standing()).body.budgets?.[0].spent_usd !== '0.01')
          await new Promise((next) => setTimeout(next, 20));
        expect(await ask(key, 'two')).toBe(200);
        expect(await spent()).toBe('0.02');
      });

      it('has spent what nodes of the version before have not charged, once they are gone', async () => {
        const store = await storeOf();
        const beats = new Set<() => void>();
        const clock: Clock = {
          ...systemClock,
          setTimer: (ms, fire) => {
            if (ms !== BEAT_MS) return systemClock.setTimer(ms, fire);
            beats.add(fire);
            return () => void beats.delete(fire);
          },
        };
        await start(store, 'one', clock);
        const { key } = await makeKey();
        for (const project of ['one', 'two']) expect(await ask(key, project)).toBe(200);
        expect(await spent()).toBe('0.01');
        const database = new PostgresStore(databaseAt(store['DATABASE_URL']!));
        // as it would have left the window of a call that it made, and itself, half a minute ago
        const window = database.db.updateTable('spend').where('scope', '=', 'selector:apollo');
        await window.set({ spent: 0n }).execute();
        const older = { id: 'older', seen_at: 0, charges_selectors: null };
        const seenAt = async (ms: number) => {
          await database.db.deleteFrom('nodes').where('id', '=', older.id).execute();
          await database.db
            .insertInto('nodes')
            .values({ ...older, seen_at: ms })
            .execute();
        };
        const beat = async () => {
          const due = [...beats];
          beats.clear();
          for (const fire of due) fire();
          while (beats.size < due.length) await new Promise((next) => setTimeout(next, 10));
        };
        await seenAt(Date.now());
        await beat();
        expect(await spent()).toBe('0');
        await seenAt(Date.now() - 31_000);
        await beat();
        while ((await spent()) !== '0.01') await new Promise((next) => setTimeout(next, 20));
        await window.set({ spent: 0n }).execute();
        await beat();
        expect(await spent()).toBe('0');
        await database.close();
      });

      it('is charged by nodes whose file does not have it, or has another, as the newest file says', async () => {
        const store = await storeOf();
        const without = await start(store, null);
        const { key } = await makeKey();
        const before = await start(store, 'one');
        expect([await ask(key), await spent()]).toEqual([200, '0.01']);
        gateway = without;
        expect(await ask(key)).toBe(200);
        gateway = before;
        expect(await spent()).toBe('0.02');
        const after = await start(store, 'two');
        expect(await spent()).toBe('0');
        for (const node of [without, before, after]) {
          gateway = node;
          expect([await ask(key, 'one'), await ask(key, 'two')]).toEqual([200, 200]);
        }
        expect(await spent()).toBe('0.03');
      });
    }
  });
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

describeFileSelectors(
  'SQLite',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tollgate-selectors-'));
    folders.push(folder);
    return { TOLLGATE_DATA: folder };
  },
  null,
);

describeWithPostgres('with PostgreSQL', (programs) => {
  let server: PostgresServer;
  beforeAll(async () => void (server = await startPostgres(programs)));
  afterAll(() => server.close());
  describeFileSelectors(
    'PostgreSQL',
    async () => ({ DATABASE_URL: await server.newDatabase() }),
    () => server,
  );
});
