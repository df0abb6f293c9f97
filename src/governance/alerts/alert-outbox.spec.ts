import { join } from 'node:path';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { migrate } from '../../storage/migrate.js';
import { SqliteStore } from '../../storage/sqlite/sqlite-store.js';
import type { Store } from '../../storage/store.js';
import { temporaryFolder } from '../../storage/testing/temporary-folder.js';
import type { ScopedBudget } from '../budgets/budget.js';
import { windowAt } from '../budgets/budget-window.js';
import { AlertOutbox } from './alert-outbox.js';
import { BudgetAlarm } from './budget-alarm.js';
import { MoneyTally } from './money-tally.js';
import { webhookSignature } from './webhook.js';

const NOW_MS = Date.parse('2026-11-29T12:30:00Z');
const HOUR_MS = 3_600_000;
const RED: ScopedBudget = {
  scope: { kind: 'team', id: 'red' },
  per: 'day',
  limit: 1_000n,
  onExhaust: 'refuse',
};
const folder = temporaryFolder();

interface Sent {
  readonly headers: Headers;
  readonly body: string;
}

describe('what is told of budgets', () => {
  let store: Store;
  let clock: ManualClock;
  let tally: MoneyTally;
  let sent: Sent[];
  let statuses: (number | Error)[];
  let givenUp: string[];
  beforeAll(async () => {
    store = await SqliteStore.open(join(folder, 'alerts'));
    await migrate(store);
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await store.db.deleteFrom('budget_alerts').execute();
    clock = new ManualClock(NOW_MS);
    tally = new MoneyTally();
    [sent, statuses, givenUp] = [[], [], []];
  });

  const outboxes: AlertOutbox[] = [];
  afterEach(() => outboxes.splice(0).forEach((outbox) => outbox.end()));

  const stage = () => {
    const fetch = async (_url: string, init: { headers?: Headers; body?: string | Buffer } = {}) => {
      sent.push({ headers: init.headers!, body: String(init.body) });
      const status = statuses.shift() ?? 204;
      if (status instanceof Error) throw status;
      return { status, ok: status < 300, headers: new Headers(), text: async () => 'thanks' };
    };
    const fail = (error: unknown) => {
      throw error;
    };
    const target = { url: 'http://alerts.test/', secret: 's3cret', fetch: fetch as never };
    const outbox = new AlertOutbox({
      store,
      clock,
      random: () => 1,
      target,
      tally,
      onGivenUp: (id) => givenUp.push(id),
      onFailure: fail,
    });
    outboxes.push(outbox);
    const alarm = new BudgetAlarm({
      store,
      clock,
      tally,
      outbox,
      onReached: () => undefined,
      onFailure: fail,
    });
    const spend = (spent: bigint, budget = RED) => {
      const window = { ...windowAt(budget.per, clock.nowMs()), scope: budget.scope, per: budget.per };
      alarm.settled([{ budget, window: { ...window, spent, reserved: 0n } }], 0n, null);
    };
    return { outbox, alarm, spend };
  };
  const rows = () => store.db.selectFrom('budget_alerts').selectAll().orderBy('id').execute();
  /** Until it is so: what is told is told by turns of its own. */
  const until = async (isSo: () => boolean | Promise<boolean>) => {
    while (!(await isSo())) await new Promise(setImmediate);
  };
  const isQuiet = async () => (await rows()).every(({ is_done }) => is_done === 1);

  it('is told at 80 and at 95 percent, once in each period, signed', async () => {
    const { spend } = stage();
    spend(799n);
    spend(800n);
    spend(810n);
    await until(() => sent.length === 1);
    spend(990n);
    spend(1_000n);
    await until(() => tally.webhooks.delivered === 2);
    const bodies = sent.map(({ body }) => JSON.parse(body) as object);
    expect(bodies).toMatchObject([
      {
        type: 'budget.threshold',
        threshold_percent: 80,
        budget: {
          scope: 'team',
          id: 'red',
          per: 'day',
          spent_usd: '0.0000000008',
          remaining_usd: '0.0000000002',
          resets_at: '2026-11-30T00:00:00.000Z',
        },
      },
      { threshold_percent: 95 },
    ]);
    const { headers, body } = sent[0]!;
    const timestamp = Number(headers.get('x-tollgate-timestamp'));
    expect(timestamp).toBe(NOW_MS / 1_000);
    expect(headers.get('x-tollgate-signature')).toBe(webhookSignature('s3cret', timestamp, body));
    expect(headers.get('x-tollgate-delivery')).toBe((bodies[0] as { id: string }).id);
    expect(tally.thresholds).toEqual([
      { scope: 'team', per: 'day', percent: 80, count: 1 },
      { scope: 'team', per: 'day', percent: 95, count: 1 },
    ]);
    clock.advance(24 * HOUR_MS);
    spend(900n);
    await until(() => tally.webhooks.delivered === 3);
  });

  it('is told once by nodes that notice it together, and both at once where a call leaps over both', async () => {
    const nodes = [stage(), stage(), stage()];
    for (const { spend } of nodes) spend(999n);
    await until(async () => (await rows()).length === 2 && (await isQuiet()));
    expect(sent).toHaveLength(2);
    expect(tally.webhooks).toEqual({ delivered: 2, failed: 0, given_up: 0 });
  });

  it('is told again, later and later, until it was taken', async () => {
    const { spend } = stage();
    statuses = [500, new Error('connection refused'), 301, 200];
    spend(800n);
    for (const delayMs of [1_000, 5_000, 30_000]) {
      const before = tally.webhooks.failed;
      await until(() => tally.webhooks.failed > before || tally.webhooks.failed === 3);
      await until(() => clock.pendingTimers === 1);
      clock.advance(delayMs);
    }
    await until(() => tally.webhooks.delivered === 1);
    expect(sent.map(({ body }) => body)).toEqual(Array.from({ length: 4 }, () => sent[0]!.body));
  });

  it('is given up in the end, and said so', async () => {
    const { spend } = stage();
    statuses = Array.from({ length: 20 }, () => 500);
    spend(800n);
    while (givenUp.length === 0) {
      await until(() => clock.pendingTimers > 0 || givenUp.length > 0);
      clock.advance(30_000);
    }
    expect([sent.length, tally.webhooks.given_up]).toEqual([9, 1]);
  });

  it('is told by the next process where one ends before it could', async () => {
    const first = stage();
    first.outbox.end();
    first.spend(850n);
    await until(async () => (await rows()).length === 1);
    expect(sent).toEqual([]);
    stage().outbox.wake();
    await until(() => tally.webhooks.delivered === 1);
  });

  it('is taken up behind its lease where a process ends while it tells', async () => {
    await store.db
      .insertInto('budget_alerts')
      .values({
        id: 'a',
        body: '{}',
        created_at: NOW_MS,
        busy_until: NOW_MS + 60_000,
        attempts: 1,
        is_done: 0,
      })
      .execute();
    stage().outbox.wake();
    await until(() => clock.pendingTimers === 1);
    expect(sent).toEqual([]);
    while (sent.length === 0) {
      clock.advance(30_000);
      await until(() => clock.pendingTimers === 1 || sent.length > 0);
    }
    expect(clock.nowMs()).toBe(NOW_MS + 60_000);
  });
});
