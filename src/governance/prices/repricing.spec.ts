import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { ACME, ACME_SETTINGS } from '../../port/testing/fake-llm-provider.js';
import { PriceBook } from '../../pricing/price-book.js';
import { migrate } from '../../storage/migrate.js';
import { SqliteStore } from '../../storage/sqlite/sqlite-store.js';
import { temporaryFolder } from '../../storage/testing/temporary-folder.js';
import { BudgetBook } from '../budgets/budget-book.js';
import { newCallId } from '../ledger/call-id.js';
import { closedRow, openRow, writerOf } from '../ledger/testing/call-rows.js';
import { PriceAdministration } from './price-administration.js';
import { PriceFeed } from './price-feed.js';
import { Repricer } from './repricing.js';
import { SpendCorrection } from './spend-correction.js';
import { describeRepricing } from './testing/repricing.suite.js';

const folder = temporaryFolder();
const NOW_MS = Date.parse('2026-11-29T12:30:00Z');
const DAY_MS = Date.parse('2026-11-29');
const RED = { scope: { kind: 'team', id: 'red' }, per: 'day' } as const;
const ADMIN = { name: 'admin', address: 'local' };
const MICRO_USD = 1_000_000n;

describeRepricing('one process', () => SqliteStore.open(join(folder, 'prices')));

describe('a process that is killed while it prices calls anew', () => {
  it('leaves what was spent as the rows of calls say, whenever that is', async () => {
    const store = await SqliteStore.open(join(folder, 'killed'));
    await migrate(store);
    const writer = await writerOf(store);
    const [book, prices, clock] = [new BudgetBook(), new PriceBook(), new ManualClock(NOW_MS)];
    const window = book.begin(RED, NOW_MS, 0n);
    const close = (row: ReturnType<typeof openRow>) => {
      window.spent += 40n * MICRO_USD;
      const closed = closedRow(row, { model_answered: 'acme-1', cost: String(40n * MICRO_USD) });
      return writer.close({ row: closed, attempts: [], windows: [window], changes: [] });
    };
    const begin = () => {
      const row = openRow({ id: newCallId(NOW_MS) });
      void writer.open(row);
      return row;
    };
    await Promise.all(Array.from({ length: 600 }, async () => close(begin())));
    const feed = new PriceFeed(store, prices, clock, () => undefined);
    await feed.begin();
    const price = { input_usd_per_million: '0', output_usd_per_million: '1' };
    const toSet = { provider: 'acme', model: 'acme-1', validFromMs: DAY_MS, price };
    await new PriceAdministration(store, feed, clock).set(ADMIN, toSet);
    feed.end();
    const underWay = Array.from({ length: 4 }, begin);
    const ends: Promise<unknown>[] = [];
    const settings = { ...ACME_SETTINGS, prices: prices.of('acme', undefined) };
    const providerOf = () => {
      // while the transaction runs that corrects the calls
      setImmediate(() => ends.push(...underWay.splice(0, 1).map(async (row) => close(row))));
      return { definition: ACME, settings };
    };
    let kills = 0;
    /** What a process that is killed at this moment leaves. */
    const kill = () => cpSync(join(folder, 'killed'), join(folder, `killed-${kills++}`), { recursive: true });
    const correct = book.correct.bind(book);
    jest.spyOn(book, 'correct').mockImplementation((...change) => {
      if (change[0].scope !== 'team:red' || change[0].per !== 'day') return correct(...change);
      kill();
      const corrected = correct(...change);
      setImmediate(kill);
      return corrected;
    });
    const repricer = new Repricer(store, clock, {
      providerOf,
      spending: new SpendCorrection(store, book),
      selectorsOf: () => ({ matching: [], known: [] }),
      declaredKeys: [],
    });
    kill();
    await repricer.reprice(ADMIN, { fromMs: DAY_MS, toMs: NOW_MS + 1, model: 'acme-1', provider: null });
    kill();
    await Promise.all(ends);
    expect(ends).toHaveLength(4);
    kill();
    await store.close();

    const seen = new Set<string>();
    for (kills -= 1; kills >= 0; kills -= 1) {
      const left = await SqliteStore.open(join(folder, `killed-${kills}`));
      await writerOf(left);
      const calls = await left.db.selectFrom('calls').select('cost').where('outcome', '=', 'ok').execute();
      const sum = calls.reduce((before, { cost }) => before + cost!, 0n);
      const [spend] = await left.db.selectFrom('spend').select('spent').execute();
      expect([kills, spend?.spent]).toEqual([kills, sum]);
      seen.add(String(calls.filter(({ cost }) => cost === 20n * MICRO_USD).length));
      await left.close();
    }
    expect([...seen]).toEqual(expect.arrayContaining(['500', '0']));
  });
});
