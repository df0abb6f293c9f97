import { sql } from 'kysely';
import { ManualClock } from '../../../common/testing/manual-clock.js';
import { ACME, ACME_SETTINGS } from '../../../port/testing/fake-llm-provider.js';
import { PriceBook } from '../../../pricing/price-book.js';
import { migrate } from '../../../storage/migrate.js';
import type { Store } from '../../../storage/store.js';
import { BudgetBook } from '../../budgets/budget-book.js';
import { windowAt } from '../../budgets/budget-window.js';
import { toPicoUsd } from '../../../common/pico-usd.js';
import type { CallDetail } from '../../ledger/call-detail.js';
import { newCallId } from '../../ledger/call-id.js';
import type { CallWriter } from '../../ledger/call-writer.js';
import { LedgerReader } from '../../ledger/ledger-reader.js';
import { closedRow, openRow, writerOf } from '../../ledger/testing/call-rows.js';
import { earlierCosts } from '../earlier-costs.js';
import { PriceAdministration } from '../price-administration.js';
import { PriceFeed } from '../price-feed.js';
import { AuditLog } from '../../audit/audit-log.js';
import { Repricer } from '../repricing.js';
import { SpendCorrection } from '../spend-correction.js';

const NOW_MS = Date.parse('2026-11-29T12:30:00Z');
const DAY_MS = Date.parse('2026-11-29');
const RED = { scope: { kind: 'team', id: 'red' }, per: 'day' } as const;
const ADMIN = { name: 'admin', address: 'local' };
const MICRO_USD = 1_000_000n;
const WINDOW = { fromMs: DAY_MS, toMs: NOW_MS + 1, model: 'acme-1', provider: null };

/** What becomes of calls and budgets on any store. @param open an empty one, that nobody else uses. */
export function describeRepricing(name: string, open: () => Promise<Store>): void {
  describe(`calls that are priced anew in ${name}`, () => {
    let store: Store;
    let writer: CallWriter;
    let book: BudgetBook;
    let prices: PriceBook;
    let administration: PriceAdministration;
    let repricer: Repricer;
    const clock = new ManualClock(NOW_MS);
    beforeAll(async () => {
      store = await open();
      await migrate(store);
      writer = await writerOf(store);
    });
    afterAll(() => store.close());
    beforeEach(async () => {
      for (const table of ['calls', 'attempts', 'spend', 'prices', 'repricings'] as const)
        await store.db.deleteFrom(table).execute();
      prices = new PriceBook();
      book = new BudgetBook();
      const feed = new PriceFeed(store, prices, clock, () => undefined);
      await feed.begin();
      feed.end();
      administration = new PriceAdministration(store, feed, clock);
      const settings = { ...ACME_SETTINGS, prices: prices.of('acme', undefined) };
      const providerOf = (id: string) => (id === 'acme' ? { definition: ACME, settings } : null);
      repricer = new Repricer(store, clock, {
        providerOf,
        spending: new SpendCorrection(store, book),
        selectorsOf: ({ metadata }) => ({ matching: metadata['plan'] === 'free' ? ['free'] : [], known: [] }),
        declaredKeys: [{ id: 'abcdefgh', metadata: { plan: 'free' } }],
      });
    });

    const setPrice = (usd: string, validFromMs = DAY_MS) =>
      administration.set(ADMIN, {
        provider: 'acme',
        model: 'acme-1',
        validFromMs,
        price: { input_usd_per_million: '0', output_usd_per_million: usd },
      });
    /** Ten tokens of input and twenty of output, charged to a team's day. */
    const writeCalls = async (count: number, costMicroUsd: number, more: object = {}) => {
      const cost = BigInt(costMicroUsd) * MICRO_USD;
      const window = book.begin(RED, NOW_MS, 0n);
      const rows = Array.from({ length: count }, () => openRow({ id: newCallId(NOW_MS) }));
      window.spent += cost * BigInt(count);
      await sql`insert into spend (scope, per, start_at, spent, reserved)
        values ('team:red', 'day', ${DAY_MS}, ${window.spent}, 0)
        on conflict (scope, per, start_at) do update set spent = excluded.spent`.execute(store.db);
      const closed = { model_answered: 'acme-1', cost: String(cost), ...more };
      const close = async (row: (typeof rows)[number]) =>
        writer.close({ row: closedRow(row, closed), attempts: [], windows: [], changes: [] });
      await Promise.all(rows.flatMap((row) => [Promise.resolve(writer.open(row)), close(row)]));
      await store.settled();
      return rows.map(({ id }) => String(id));
    };
    const spent = async () => (await store.db.selectFrom('spend').select('spent').executeTakeFirst())?.spent;
    const inBook = () => book.windowOf(RED, NOW_MS).spent;
    const costs = async () =>
      (await store.db.selectFrom('calls').select('cost').execute()).map(({ cost }) => cost);

    it('cost what is right, in batches, and budgets have spent it', async () => {
      await writeCalls(1_003, 40);
      await setPrice('1');
      const told = await repricer.reprice(ADMIN, WINDOW);
      expect(told).toMatchObject({ calls: 1_003, changed: 1_003, cost_before_usd: '0.04012' });
      expect(new Set(await costs())).toEqual(new Set([20n * MICRO_USD]));
      expect(await spent()).toBe(1_003n * 20n * MICRO_USD);
      if (store.dialect === 'sqlite') expect(inBook()).toBe(await spent());
    });

    it('tell anew which part costs what, and nothing else of them changes', async () => {
      const detail = { attempts: [[3, 'named', null]], parts: { input: '40' } };
      const [id] = await writeCalls(1, 40, { detail: JSON.stringify(detail) });
      await setPrice('1');
      await repricer.reprice(ADMIN, WINDOW);
      const { call } = (await new LedgerReader(store).find(id!))!;
      const { attempts, parts } = JSON.parse(call.detail!) as CallDetail;
      expect(attempts).toEqual(detail.attempts);
      const sum = Object.values(parts!).reduce((total, usd) => total + toPicoUsd(usd)!, 0n);
      expect([parts, sum]).toEqual([expect.not.objectContaining({ input: '40' }), 20n * MICRO_USD]);
    });

    it('are in the audit before anything is changed', async () => {
      await writeCalls(1, 40);
      await setPrice('1');
      const ended = jest
        .spyOn(SpendCorrection.prototype, 'with')
        .mockRejectedValueOnce(new Error('the process ended'));
      await expect(repricer.reprice(ADMIN, WINDOW)).rejects.toThrow('ended');
      ended.mockRestore();
      const [entry] = await new AuditLog(store).list(1, null);
      const { id } = await store.db
        .selectFrom('repricings')
        .select('id')
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow();
      expect(entry).toMatchObject({ action: 'calls.reprice_begin', actor: ADMIN, after: { id } });
    });

    it('keep what they cost before, time after time', async () => {
      const [id] = await writeCalls(1, 40);
      await setPrice('1');
      await repricer.reprice(ADMIN, WINDOW);
      clock.advance(1);
      await setPrice('3');
      await repricer.reprice(ADMIN, { ...WINDOW, provider: 'acme' });
      expect(await earlierCosts(store, id!)).toMatchObject([
        { cost_usd: '0.00002', cost_source: 'operator' },
        { cost_usd: '0.00004', price_version: 'genai-prices 0.1.8' },
      ]);
      expect(await spent()).toBe(60n * MICRO_USD);
    });

    it('are put right once by two who ask at the same time', async () => {
      await writeCalls(600, 40);
      await setPrice('1');
      const told = await Promise.all([1, 2].map(() => repricer.reprice(ADMIN, WINDOW)));
      expect(told.reduce((sum, { changed }) => sum + changed, 0)).toBe(600);
      expect(await spent()).toBe(600n * 20n * MICRO_USD);
      if (store.dialect === 'sqlite') expect(inBook()).toBe(await spent());
    });

    it('are put right in windows that came up behind them, too', async () => {
      await writeCalls(2, 40);
      const window = { scope: 'user:ann', per: 'total', start_at: 0, spent: 90n * MICRO_USD, reserved: 0n };
      const free = { ...window, scope: 'selector:free' };
      await store.db.insertInto('spend').values([window, free]).execute();
      const ann = { scope: { kind: 'user', id: 'ann' }, per: 'total' } as const;
      book.begin(ann, NOW_MS, window.spent);
      await setPrice('1');
      await repricer.reprice(ADMIN, WINDOW);
      const rows = store.db.selectFrom('spend').select('spent').where('per', '=', 'total');
      expect(await rows.execute()).toEqual([{ spent: 50n * MICRO_USD }, { spent: 50n * MICRO_USD }]);
      if (store.dialect === 'sqlite') expect(book.windowOf(ann, NOW_MS).spent).toBe(50n * MICRO_USD);
    });

    it('never leave a budget below nothing', async () => {
      await writeCalls(3, 40);
      await store.db.updateTable('spend').set({ spent: 10n }).execute();
      book.windowOf(RED, NOW_MS).spent = 10n;
      await setPrice('0');
      await repricer.reprice(ADMIN, WINDOW);
      expect(await spent()).toBe(0n);
      if (store.dialect === 'sqlite') expect(inBook()).toBe(0n);
    });

    it.each([
      ['what the provider says itself', { cost_source: 'provider' }],
      ['sound, whose kinds the row does not have', { audio_tokens: 3 }],
      ['tokens that were not counted', { output_tokens: null }],
      ['a model of another name', { model_answered: 'other', model_sent: 'other' }],
      ['a provider that is gone', { provider: 'gone' }],
    ])('are left as they are: %s', async (_, more) => {
      await writeCalls(1, 40, more);
      await setPrice('1');
      expect(await repricer.reprice(ADMIN, WINDOW)).toMatchObject({ changed: 0 });
      expect(await costs()).toEqual([40n * MICRO_USD]);
    });

    it('are those of the window alone', async () => {
      await writeCalls(1, 40);
      await setPrice('1');
      expect(await repricer.reprice(ADMIN, { ...WINDOW, toMs: NOW_MS })).toMatchObject({ calls: 0 });
      expect(windowAt('day', NOW_MS).startMs).toBe(DAY_MS);
    });
  });
}
