import { ManualClock } from '../src/common/testing/manual-clock.js';
import { askingGateway } from './support/asking-gateway.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { SMALL_COMPLETION } from './support/small-completion.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
/** An answer has ten tokens: a call costs a cent, and may cost no more. */
const PRICES = '{ m: { input_usd_per_million: 0, output_usd_per_million: 1000 } }';
const HELLO = { model: 'local/m', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] };

describe('a budget that came to its end otherwise than by the end of a call', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerJson(200, SMALL_COMPLETION) });
  });
  beforeEach(async () => {
    const provider = `{ id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES} }`;
    const clock = new ManualClock(Date.parse('2026-12-01T12:00:00Z'));
    gateway = await startGateway({ ADMIN_API_KEY: ADMIN_KEY }, `providers: [${provider}]`, clock);
  });
  afterEach(() => gateway.close());
  afterAll(() => upstream.close());

  const { admin, call, makeKey } = askingGateway(() => gateway, ADMIN_KEY);
  const ask = async (key: string) => (await call('POST', '/v1/chat/completions', key, HELLO)).status;
  const told = () => gateway.logLines().filter(({ msg }) => /% of a budget are spent/.test(String(msg)));
  const inTurn = async (key: string) => [await ask(key), await ask(key), await ask(key)];

  it('is told of by the first call that it refuses, once, where it was made smaller', async () => {
    const { id, key } = await makeKey({ budgets: [{ budget_usd: '1', per: 'day' }] });
    expect(await ask(key)).toBe(200);
    await admin('PATCH', `/keys/${id}`, { budgets: [{ budget_usd: '0.01', per: 'day' }] });
    expect(await inTurn(key)).toEqual([402, 402, 402]);
    await gateway.logLine(({ msg }) => String(msg).startsWith('95 %'));
    expect(told()).toHaveLength(2);
  });

  it('is told of by the first call that it refuses, once, where what was spent is priced anew', async () => {
    const { key } = await makeKey({ budgets: [{ budget_usd: '0.1', per: 'day' }] });
    expect(await ask(key)).toBe(200);
    const dearer = { input_usd_per_million: '0', output_usd_per_million: '20000' };
    await admin('POST', '/prices', { provider: 'local', model: 'm', valid_from: '2026-12-01', ...dearer });
    await admin('POST', '/reprice', { from: '2026-12-01', to: '2026-12-02', model: 'm' });
    expect(await inTurn(key)).toEqual([402, 402, 402]);
    await gateway.logLine(({ msg }) => String(msg).startsWith('95 %'));
    expect(told()).toHaveLength(2);
  });

  it('is not told of where only what is reserved leaves no room', async () => {
    const { key } = await makeKey({ budgets: [{ budget_usd: '0.001', per: 'day' }] });
    expect(await inTurn(key)).toEqual([402, 402, 402]);
    expect(told()).toEqual([]);
  });
});
