import { Logger } from '@nestjs/common';
import { sql } from 'kysely';
import { ManualClock } from '../../src/common/testing/manual-clock.js';
import { openStore } from '../../src/storage/open-store.js';
import { PostgresStore } from '../../src/storage/postgres/postgres-store.js';
import { StoreAwayError, type Store } from '../../src/storage/store.js';
import { Administration } from '../../src/governance/identity/administration.js';
import { Identity } from '../../src/governance/identity/identity.js';
import { describeIdentity } from '../../src/governance/identity/testing/identity.suite.js';
import { describeSessions } from '../../src/access/sessions/testing/sessions.suite.js';
import { describeStore } from '../../src/storage/testing/store.suite.js';
import { describeSharedBook } from '../../src/governance/budgets/testing/shared-book.suite.js';
import { describeSharedSelectors } from '../../src/governance/budgets/testing/shared-selectors.suite.js';
import { describeSpendLoader } from '../../src/governance/budgets/testing/spend-loader.suite.js';
import { describeConsoleReports } from '../../src/governance/ledger/testing/console-reports.suite.js';
import { describeLedger } from '../../src/governance/ledger/testing/ledger.suite.js';
import { describeRowBound } from '../../src/governance/ledger/testing/row-bound.suite.js';
import { describeUsageDays } from '../../src/governance/ledger/testing/usage-days.suite.js';
import { describeCaptures } from '../../src/governance/captures/testing/captures.suite.js';
import { PriceAdministration } from '../../src/governance/prices/price-administration.js';
import { PriceFeed } from '../../src/governance/prices/price-feed.js';
import { describeVersionBefore } from '../../src/governance/testing/version-before.suite.js';
import { describeLeftSelectors } from '../../src/governance/prices/testing/left-selectors.suite.js';
import { describeRepricing } from '../../src/governance/prices/testing/repricing.suite.js';
import { PriceBook } from '../../src/pricing/price-book.js';
import { DatabaseAnswerStore, OWN_TIME } from '../../src/surfaces/idempotency/database-answer-store.js';
import { describeAnswerStore } from '../../src/surfaces/idempotency/testing/answer-store.suite.js';
import { startPostgres, type PostgresServer } from '../support/postgres-server.js';
import { startSilentProxy } from '../support/silent-proxy.js';
import { databaseAt, placeAt } from '../support/store-places.js';
import { describeWithPostgres } from '../support/real-servers.js';

const MAX_BYTES_OF_ANSWERS = 1_000_000;
const fail = (error: unknown) => {
  throw error;
};

describeWithPostgres('the suites of the store on PostgreSQL', (programs) => {
  let server: PostgresServer;
  beforeAll(async () => void (server = await startPostgres(programs)));
  const stores: Store[] = [];
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await server.close();
  });

  const open = async () => new PostgresStore(databaseAt(await server.newDatabase()));

  describeStore('several nodes', open);
  describeIdentity('several nodes', open);
  describeLedger('several nodes', open);
  describeUsageDays('several nodes', open);
  describeRowBound('several nodes', open);
  describeConsoleReports('several nodes', open);
  describeSharedBook(open);
  describeSharedSelectors(open);
  describeSpendLoader('a database of several nodes', open);
  describeRepricing('several nodes', open);
  describeLeftSelectors('a database of several nodes', open);
  describeVersionBefore('a database of several nodes', open);
  describeCaptures('several nodes', open);
  describeSessions('a database of several nodes', open);

  describeAnswerStore('a database of several nodes', async () => {
    const store = await openStore(placeAt(await server.newDatabase()));
    stores.push(store);
    return DatabaseAnswerStore.open(store, MAX_BYTES_OF_ANSWERS, OWN_TIME);
  });

  it('has nodes whose clocks differ agree on who is the first with an Idempotency-Key', async () => {
    const store = await openStore(placeAt(await server.newDatabase()));
    const answers = await DatabaseAnswerStore.open(store, MAX_BYTES_OF_ANSWERS);
    const claimAt = (nowMs: number) =>
      answers.claim({ id: 'one', token: String(nowMs), fingerprint: 'same' }, nowMs);
    expect([await claimAt(0), await claimAt(Date.now()), await claimAt(2 * Date.now())]).toEqual([
      'first',
      'running',
      'running',
    ]);
    await store.close();
  });

  it('has a price that one node sets hold on the others within five seconds', async () => {
    const databaseUrl = await server.newDatabase();
    const nodes = await Promise.all([1, 2].map(() => openStore(placeAt(databaseUrl))));
    const clock = new ManualClock(Date.parse('2026-11-29'));
    const books = nodes.map(() => new PriceBook());
    const feeds = nodes.map((store, at) => new PriceFeed(store, books[at]!, clock, fail));
    await Promise.all(feeds.map((feed) => feed.begin()));
    const known = () => books.map((book) => book.of('acme', undefined).get('acme-1', clock.nowMs()));
    const set = async (usd: string) => {
      const price = { input_usd_per_million: '0', output_usd_per_million: usd };
      const toSet = { provider: 'acme', model: 'acme-1', validFromMs: 0, price };
      await new PriceAdministration(nodes[0]!, feeds[0]!, clock).set({ name: 'admin', address: '' }, toSet);
      return expect.objectContaining(price) as unknown;
    };
    const first = await set('1');
    expect(known()).toEqual([first, undefined]);
    clock.advance(5_000);
    while (known()[1] === undefined) await new Promise(setImmediate);
    const corrected = await set('2');
    expect(known()).toEqual([corrected, first]);
    // the next look is set behind the one before
    while (clock.pendingTimers < 2) await new Promise(setImmediate);
    clock.advance(5_000);
    while (clock.pendingTimers < 2) await new Promise(setImmediate);
    expect(known()).toEqual([corrected, corrected]);
    for (const feed of feeds) feed.end();
    await Promise.all(nodes.map((store) => store.close()));
  });

  it('has all nodes hear at once what administrators change, and again once it was away', async () => {
    const databaseUrl = await server.newDatabase();
    const opened = await Promise.all([1, 2].map(() => openStore(placeAt(databaseUrl))));
    const clock = new ManualClock();
    const [here, elsewhere] = opened.map((store) => new Identity(store, clock)) as [Identity, Identity];
    await Promise.all([here.open(), elsewhere.open()]);
    const hearing = async () => {
      const listening = sql<object>`select 1 from pg_stat_activity
        where datname = current_database() and query = 'listen tollgate_news'`;
      while ((await listening.execute(opened[0]!.db)).rows.length < 2) continue;
    };
    await hearing();
    const administration = new Administration(opened[0]!, here, clock);
    const admin = { name: 'admin', address: '' };
    const put = (name: string) => administration.putScope(admin, 'team', name, {});
    const isHeard = async (name: string) => {
      while (elsewhere.directory.get('team', name) === null) await new Promise(setImmediate);
    };
    await put('red');
    await isHeard('red');
    const grant = {
      name: 'ci',
      user: null,
      team: null,
      tags: {},
      metadata: {},
      allowed: null,
      expiresAtMs: null,
      enabled: true,
    };
    const { key, secret } = await administration.createKey(admin, grant);
    expect(await elsewhere.of(secret, secret)).not.toBeNull();
    await administration.deleteKey(admin, key.id);
    while (elsewhere.atOnce(secret, secret)) await new Promise(setImmediate);
    expect(await elsewhere.of(secret, secret)).toBeNull();
    await server.stop();
    // the looks of both, and two who want to hear again
    while (clock.pendingTimers < 4) await new Promise(setImmediate);
    await server.start();
    while (!(await opened[0]!.check().then(...([() => true, () => false] as const)))) continue;
    await put('blue');
    clock.advance(1_000);
    await isHeard('blue');
    here.close();
    elsewhere.close();
    await Promise.all(opened.map((store) => store.close()));
  });

  it('is migrated once by nodes that start together, however its transactions are isolated by default', async () => {
    const databaseUrl = await server.newDatabase();
    const owner = new PostgresStore(databaseAt(databaseUrl));
    const isolation = `alter database ${new URL(databaseUrl).pathname.slice(1)} set default_transaction_isolation`;
    await sql.raw(`${isolation} to 'serializable'`).execute(owner.db);
    await owner.close();
    const nodes = await Promise.all([1, 2, 3].map(() => openStore(placeAt(databaseUrl))));
    const versions = await nodes[0]!.db.selectFrom('scopes').selectAll().execute();
    expect(versions).toEqual([]);
    await Promise.all(nodes.map((node) => node.close()));
  });

  it('says when it is away, and goes on when it is back', async () => {
    const databaseUrl = await server.newDatabase();
    const store = await openStore(placeAt(databaseUrl));
    const row = { name: 'a', value: 'b' };
    const insert = store.db.insertInto('store_settings').values(row).compile();
    await server.stop();
    await expect(store.check()).rejects.toBeInstanceOf(StoreAwayError);
    await expect(store.write([insert])).rejects.toBeInstanceOf(StoreAwayError);
    await server.start();
    await store.write([insert]);
    expect(await store.db.selectFrom('store_settings').selectAll().execute()).toEqual([row]);
    await store.close();
  });

  it('is away while it lets this user in no more, and while its tables are not there', async () => {
    const url = await server.newDatabase();
    const owner = new PostgresStore(databaseAt(url));
    const as = (text: string) => sql.raw(text).execute(owner.db);
    await as('create role app login superuser');
    const store = await openStore(placeAt(url.replace('tollgate@', 'app@')));
    await as('alter role app nologin');
    await as(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'`);
    // the first finds that its connection is gone
    for (let round = 0; round < 2; round += 1)
      await expect(store.check()).rejects.toBeInstanceOf(StoreAwayError);
    await as('alter role app login');
    await store.check();
    await as('alter table scopes rename to others');
    const read = store.db.selectFrom('scopes').selectAll();
    await expect(read.execute()).rejects.toBeInstanceOf(StoreAwayError);
    await as('alter table others rename to scopes');
    expect(await read.execute()).toEqual([]);
    await Promise.all([store.close(), owner.close()]);
  });

  it('is away to whoever waits too long for a lock, and leaves nothing waiting in the server', async () => {
    const url = await server.newDatabase();
    const other = await openStore(placeAt(url));
    const store = new PostgresStore({ ...databaseAt(url), queryTimeoutMs: 300 });
    await other.db.transaction().execute(async (transaction) => {
      await sql`lock table scopes in access exclusive mode`.execute(transaction);
      const asked = Array.from({ length: 3 }, () => store.db.selectFrom('scopes').selectAll().execute());
      for (const each of await Promise.allSettled(asked))
        expect(each).toMatchObject({ reason: { code: 'gateway.store_away' } });
      const waiting = () => sql`select 1 from pg_locks where not granted`.execute(transaction);
      while ((await waiting()).rows.length > 0) continue;
    });
    await Promise.all([store.close(), other.close()]);
  });

  it('is away while it accepts and says nothing, and gives up connections that were silent', async () => {
    const url = await server.newDatabase();
    const proxy = await startSilentProxy(url);
    const place = databaseAt(proxy.through(url));
    const clock = new ManualClock();
    const store = new PostgresStore({ ...place, connectTimeoutMs: 300, queryTimeoutMs: 300 }, clock);
    const inTransaction = () => store.db.transaction().execute((trx) => sql`select 1`.execute(trx));
    const ask = () => [store.check(), store.write([sql`select 1`.compile(store.db)]), inTransaction()];
    // A busy machine may need longer for a connection than the store waits here.
    const untilAllAreAnswered = async () => {
      while ((await Promise.allSettled(ask())).some(({ status }) => status === 'rejected')) continue;
    };
    await untilAllAreAnswered();
    proxy.fallSilent();
    for (let round = 0; round < 2; round += 1) {
      for (const asked of await Promise.allSettled(ask()))
        expect(asked).toMatchObject({ reason: { code: 'gateway.store_away' } });
    }
    proxy.passAgain();
    await untilAllAreAnswered();
    await store.close();
    await proxy.close();
  });

  it('lets nobody wait for a database that says nothing to anybody, until it answers again', async () => {
    const url = await server.newDatabase();
    const proxy = await startSilentProxy(url);
    const clock = new ManualClock();
    const store = new PostgresStore(databaseAt(proxy.through(url)), clock);
    const ask = () => [store.check(), store.write([sql`select 1`.compile(store.db)])];
    const away = [{ reason: { code: 'gateway.store_away' } }, { reason: { code: 'gateway.store_away' } }];
    await Promise.all(ask());
    proxy.fallSilent();
    const waiting = Promise.allSettled(ask());
    await proxy.heardFrom(2);
    clock.advance(1_000); // they are suspicious
    clock.advance(2_000); // nobody is answered
    expect(await waiting).toMatchObject(away);
    expect(await Promise.allSettled(ask())).toMatchObject(away);
    proxy.passAgain();
    clock.advance(1_000);
    const isThere = () => store.check().then(...([() => true, () => false] as const));
    while (!(await isThere())) await new Promise(setImmediate);
    await Promise.all(ask());
    await store.close();
    await proxy.close();
  });

  it('is opened as soon as it is there, and lets nothing near it before', async () => {
    const databaseUrl = await server.newDatabase();
    await server.stop();
    const said = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const clock = new ManualClock();
    const store = await openStore(placeAt(databaseUrl), clock);
    expect(said.mock.calls).toEqual([
      [expect.stringContaining('DATABASE_URL cannot be reached (ECONNREFUSED)')],
    ]);
    said.mockRestore();
    await server.start();
    await expect(store.check()).rejects.toBeInstanceOf(StoreAwayError);
    await expect(store.write([sql`select 1`.compile(store.db)])).rejects.toBeInstanceOf(StoreAwayError);
    clock.advance(1_000);
    const isThere = () => store.check().then(...([() => true, () => false] as const));
    while (!(await isThere())) await new Promise((next) => setTimeout(next, 10));
    expect(await store.db.selectFrom('scopes').selectAll().execute()).toEqual([]);
    await store.close();
  });
});
