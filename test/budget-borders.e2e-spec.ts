import { ManualClock } from '../src/common/testing/manual-clock.js';
import { askingGateway } from './support/asking-gateway.js';
import { afterGate, answerJson } from './support/scripted-upstream/scripts.js';
import { createGate } from './support/scripted-upstream/stream-script.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { SMALL_COMPLETION } from './support/small-completion.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
/** An answer has ten tokens: a call costs a cent, and may cost no more. */
const PRICES = '{ m: { input_usd_per_million: 0, output_usd_per_million: 1000 } }';
const HELLO = { model: 'local/m', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] };
const DAY_MS = 86_400_000;
/** A Sunday: with it an hour, a day and a week end, and the month a day later. */
const BEFORE = '2026-11-29T23:59:59.999Z';

interface State {
  readonly per: string;
  readonly spent_usd: string;
  readonly reserved_usd: string;
  readonly resets_at: string | null;
}

describe('budgets at the borders of the calendar', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  let clock: ManualClock;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerJson(200, SMALL_COMPLETION) });
  });
  beforeEach(async () => {
    clock = new ManualClock(Date.parse(BEFORE));
    const provider = `{ id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES} }`;
    gateway = await startGateway({ ADMIN_API_KEY: ADMIN_KEY }, `providers: [${provider}]`, clock);
  });
  afterEach(() => gateway.close());
  afterAll(() => upstream.close());

  const { admin, call, makeKey } = askingGateway(() => gateway, ADMIN_KEY);
  const makeBudgeted = async (...periods: string[]) =>
    (await makeKey({ budgets: periods.map((per) => ({ budget_usd: '0.01', per })) })).key;
  const ask = async (key: string) => (await call('POST', '/v1/chat/completions', key, HELLO)).status;
  const states = async (key: string) => {
    const { budgets } = (await call('GET', '/v1/key', key)).body as { budgets: State[] };
    return budgets.map(({ per, spent_usd, reserved_usd, resets_at }) => [
      per,
      spent_usd,
      reserved_usd,
      resets_at,
    ]);
  };

  it('are full until the last millisecond of their period, and empty at the first of the next', async () => {
    const keys = await Promise.all(['hour', 'day', 'week', 'month', 'total'].map((per) => makeBudgeted(per)));
    const askAll = async () => {
      const statuses: number[] = [];
      for (const key of keys) statuses.push(await ask(key));
      return statuses;
    };
    expect(await askAll()).toEqual([200, 200, 200, 200, 200]);
    expect(await askAll()).toEqual([402, 402, 402, 402, 402]);
    clock.advance(1);
    expect(await askAll()).toEqual([200, 200, 200, 402, 402]);
    clock.advance(DAY_MS - 1);
    expect(await askAll()).toEqual([200, 402, 402, 402, 402]);
    clock.advance(1);
    expect(await askAll()).toEqual([200, 200, 402, 200, 402]);
  });

  it('are told of in one line of the log, whatever they are called, once in a period', async () => {
    const team = 'red\u2028\u202eder';
    await admin('PUT', `/teams/${encodeURIComponent(team)}`, {
      budgets: [{ budget_usd: '0.01', per: 'day' }],
    });
    const { key } = await makeKey({ team });
    const told = () =>
      gateway.logLines().flatMap(({ msg }) => (/% of a budget/.test(String(msg)) ? [msg] : []));
    expect(await ask(key)).toBe(200);
    await gateway.logLine(({ msg }) => String(msg).startsWith('95 %'));
    clock.advance(1);
    expect(await ask(key)).toBe(200);
    await gateway.logLine(() => told().length === 4);
    const line = (percent: number) =>
      `${percent} % of a budget are spent: team:red\\u2028\\u202eder, per day.`;
    expect(told()).toEqual([line(80), line(95), line(80), line(95)]);
  });

  it('say when they reset, and what is spent since they began', async () => {
    const key = await makeBudgeted('hour', 'day', 'week', 'month', 'total');
    expect(await ask(key)).toBe(200);
    expect(await states(key)).toEqual([
      ['hour', '0.01', '0', '2026-11-30T00:00:00.000Z'],
      ['day', '0.01', '0', '2026-11-30T00:00:00.000Z'],
      ['week', '0.01', '0', '2026-11-30T00:00:00.000Z'],
      ['month', '0.01', '0', '2026-12-01T00:00:00.000Z'],
      ['total', '0.01', '0', null],
    ]);
    clock.advance(1);
    expect(await states(key)).toEqual([
      ['hour', '0', '0', '2026-11-30T01:00:00.000Z'],
      ['day', '0', '0', '2026-12-01T00:00:00.000Z'],
      ['week', '0', '0', '2026-12-07T00:00:00.000Z'],
      ['month', '0.01', '0', '2026-12-01T00:00:00.000Z'],
      ['total', '0.01', '0', null],
    ]);
  });

  it('are charged in the period in which a call began, be it over when it ends', async () => {
    const key = await makeBudgeted('day');
    const [asked, gate] = [createGate(), createGate()];
    upstream.next((exchange) => {
      asked.open();
      return afterGate(gate.opened, answerJson(200, SMALL_COMPLETION))(exchange);
    });
    const first = ask(key);
    await asked.opened;
    expect(await states(key)).toEqual([['day', '0', '0.01', '2026-11-30T00:00:00.000Z']]);
    clock.advance(1);
    expect(await states(key)).toEqual([['day', '0', '0', '2026-12-01T00:00:00.000Z']]);
    gate.open();
    expect(await first).toBe(200);
    expect(await states(key)).toEqual([['day', '0', '0', '2026-12-01T00:00:00.000Z']]);
    expect([await ask(key), await ask(key)]).toEqual([200, 402]);
  });
});
