import { askingGateway } from './support/asking-gateway.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { beginAtNoon } from './support/fixed-date.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';
import { SMALL_COMPLETION } from './support/small-completion.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const PRICES = '{ m: { input_usd_per_million: 0, output_usd_per_million: 1000 } }';
const HELLO = { model: 'local/m', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] };

describe('budgets of the file', () => {
  beginAtNoon();
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerJson(200, SMALL_COMPLETION) });
    gateway = await startGateway(
      { ADMIN_API_KEY: ADMIN_KEY },
      `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES} }]
budgets:
  everything: { budgets: [{ budget_usd: "0.5", per: day }], limits: [{ requests: 100, per: minute }] }
  selectors:
    apollo: { match: { tag.project: apollo }, budgets: [{ budget_usd: "0.03", per: total }] }
`,
    );
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const { call, admin, makeKey } = askingGateway(() => gateway, ADMIN_KEY);
  const spend = async () => {
    const { key } = await makeKey({ tags: { project: 'apollo' } });
    return call('POST', '/v1/chat/completions', key, HELLO);
  };

  it('are listed with how they stand, those of selectors among those of administrators', async () => {
    const zeus = { match: { 'tag.project': 'zeus' }, budgets: [{ budget_usd: '1', per: 'day' }] };
    expect((await admin('PUT', '/budgets/selectors/zeus', zeus)).status).toBe(200);
    expect((await spend()).status).toBe(200);
    const apollo = {
      name: 'apollo',
      match: { 'tag.project': 'apollo' },
      budgets: [{ budget_usd: '0.03', per: 'total', spent_usd: '0.01', remaining_usd: '0.02' }],
      source: 'file',
    };
    expect((await admin('GET', '/budgets/selectors')).body).toMatchObject({
      data: [apollo, { name: 'zeus', source: 'store' }],
      next: null,
    });
    expect((await admin('GET', '/budgets/selectors/apollo')).body).toMatchObject(apollo);
  });

  it('are changed in the file alone', async () => {
    const other = { match: { 'tag.project': 'apollo' }, budgets: [] };
    const refused = [
      await admin('PUT', '/budgets/selectors/apollo', other),
      await admin('DELETE', '/budgets/selectors/apollo'),
    ];
    for (const { status, body } of refused)
      expect([status, body]).toMatchObject([
        400,
        { message: expect.stringContaining("declared in the gateway's file") as string },
      ]);
  });

  it('hold for all calls together beside what administrators say, and are shown beside it', async () => {
    const declared = {
      budgets: [{ budget_usd: '0.5', per: 'day', spent_usd: '0.01', remaining_usd: '0.49' }],
      limits: [{ requests: 100, per: 'minute' }],
      source: 'file',
    };
    expect((await admin('GET', '/budgets/everything')).body).toMatchObject({
      budgets: [],
      source: 'store',
      declared,
    });
    await admin('PUT', '/budgets/everything', { budgets: [{ budget_usd: '0.02', per: 'day' }] });
    expect((await admin('GET', '/budgets/everything')).body).toMatchObject({
      budgets: [{ budget_usd: '0.02', spent_usd: '0.01', remaining_usd: '0.01' }],
      declared,
    });
    expect([(await spend()).status, (await spend()).status]).toEqual([200, 402]);
    expect((await admin('DELETE', '/budgets/everything')).status).toBe(204);
    expect([(await spend()).status, (await spend()).status]).toEqual([200, 402]);
    expect((await admin('GET', '/budgets/everything')).body).toMatchObject({
      budgets: [],
      declared: { budgets: [{ spent_usd: '0.03' }] },
    });
  });
});
