import { Client } from 'pg';
import { ManualClock } from '../src/common/testing/manual-clock.js';
import { NodeLease } from '../src/governance/ledger/node-lease.js';
import { openStore } from '../src/storage/open-store.js';
import { startPostgres, type PostgresServer } from './support/postgres-server.js';
import { describeWithPostgres } from './support/real-servers.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { afterGate, answerJson } from './support/scripted-upstream/scripts.js';
import { createGate, type Gate } from './support/scripted-upstream/stream-script.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';
import { SMALL_COMPLETION } from './support/small-completion.js';
import { placeAt } from './support/store-places.js';

const PRICES = '{ m: { input_usd_per_million: 0, output_usd_per_million: 1000 } }';
/** It may cost 0.02 dollars, and comes to 0.01. */
const HELLO = JSON.stringify({
  model: 'local/m',
  max_tokens: 20,
  messages: [{ role: 'user', content: 'hello' }],
});
const COST = '10000000000';
const LATE_MS = 1_000;
const fail = (error: unknown) => {
  throw error;
};

interface Row {
  readonly outcome: string;
  readonly cost: string | null;
}

interface Window {
  readonly spent: string;
  readonly reserved: string;
}

describeWithPostgres('a call that the database does not have as its node left it', (programs) => {
  const clock = new ManualClock(Date.now());
  let server: PostgresServer;
  let upstream: ScriptedUpstream;
  let databaseUrl: string;
  let node: RunningGateway;
  let database: Client;
  let gate: Gate;
  beforeAll(async () => {
    server = await startPostgres(programs);
    upstream = await ScriptedUpstream.start({
      fallback: (exchange) => afterGate(gate.opened, answerJson(200, SMALL_COMPLETION))(exchange),
    });
    databaseUrl = await server.newDatabase();
    const file = [
      `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES} }]`,
      'budgets: { everything: { budgets: [{ budget_usd: "5", per: total }] } }',
    ].join('\n');
    const patient = { DATABASE_CONNECT_TIMEOUT_MS: '60000', DATABASE_QUERY_TIMEOUT_MS: '60000' };
    node = await startGateway({ DATABASE_URL: databaseUrl, ...patient }, file, clock);
    database = new Client({ connectionString: databaseUrl });
    await database.connect();
  });
  beforeEach(async () => {
    gate = createGate();
    await ask('delete from calls');
    await ask('update spend set spent = 0, reserved = 0');
  });
  afterAll(async () => {
    await database.end();
    await node.close();
    await upstream.close();
    await server.close();
  });

  const ask = async <T extends object>(sql: string) => (await database.query<T>(sql)).rows;
  const rows = () => ask<Row>('select outcome, cost from calls');
  const windows = () => ask<Window>('select spent, reserved from spend');
  const chat = () =>
    fetch(`${node.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: HELLO,
    });
  /** As soon as the provider has it; its answer waits at the gate. */
  const begun = async () => {
    const count = upstream.requests.length;
    const answer = chat();
    while (upstream.requests.length === count) await new Promise(setImmediate);
    return { answer };
  };
  const writtenLate = async () => {
    clock.advance(LATE_MS);
    for (let [row] = await rows(); row?.outcome !== 'ok'; [row] = await rows()) continue;
  };

  it.each<[string, { readonly isOwn: boolean }]>([
    ['another node has taken its node for gone meanwhile', { isOwn: false }],
    ['its own node took it for one whose end a fail-over has forgotten', { isOwn: true }],
  ])('is charged once where %s', async (_, { isOwn }) => {
    const { answer } = await begun();
    const [call] = await ask<{ readonly id: string; readonly node: string }>('select id, node from calls');
    const store = await openStore(placeAt(databaseUrl));
    const underWay = new Set([call!.id]);
    const itsClock = new ManualClock();
    const lease = new NodeLease(store, itsClock, {
      node: isOwn ? call!.node : 'another',
      underWay,
      fileSelectors: [],
      selectorsOf: () => ({ matching: [], known: [] }),
      declaredKeys: [],
      onFailure: fail,
      onNodes: () => undefined,
      onOlderGone: () => Promise.resolve(),
    });
    if (!isOwn) await ask('update nodes set seen_at = 0');
    await lease.beat();
    // the database may have been away for all
    expect(await rows()).toEqual([{ outcome: 'pending', cost: null }]);
    itsClock.advance(10_000);
    if (isOwn) await lease.beat();
    expect(await rows()).toEqual([{ outcome: 'pending', cost: null }]);
    underWay.clear();
    await lease.beat();
    expect([await rows(), await windows()]).toEqual([
      [{ outcome: 'unknown', cost: '20000000000' }],
      [{ spent: '20000000000', reserved: '0' }],
    ]);
    gate.open();
    expect((await answer).status).toBe(200);
    await writtenLate();
    expect([await rows(), await windows()]).toEqual([
      [{ outcome: 'ok', cost: COST }],
      [{ spent: COST, reserved: '0' }],
    ]);
    await store.close();
  });

  it('has its row, and gives nothing back twice, where a fail-over has forgotten its beginning', async () => {
    const { answer } = await begun();
    await ask('delete from calls');
    await ask('update spend set reserved = 0');
    gate.open();
    expect((await answer).status).toBe(200);
    await writtenLate();
    expect([await rows(), await windows()]).toEqual([
      [{ outcome: 'ok', cost: COST }],
      [{ spent: COST, reserved: '0' }],
    ]);
  });

  it('is let in where a fail-over has forgotten what its budget has spent, which is counted anew', async () => {
    gate.open();
    expect((await chat()).status).toBe(200);
    await ask('delete from spend');
    expect((await chat()).status).toBe(200);
    expect(await windows()).toEqual([{ spent: '20000000000', reserved: '0' }]);
  });
});
