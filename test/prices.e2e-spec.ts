import { askingGateway } from './support/asking-gateway.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { sseFrame, stream } from './support/scripted-upstream/stream-script.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';
import { breachesOfAnswer } from './support/written-document.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
/** For each model, what is asked for is what answers. */
const answerAs = (model: string) => ({
  id: 'c-1',
  object: 'chat.completion',
  created: 1,
  model,
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 5, completion_tokens: 10, total_tokens: 15 },
});
const hello = (model: string) => ({
  model: `local/${model}`,
  max_tokens: 10,
  messages: [{ role: 'user', content: 'hello' }],
});
const YESTERDAY = new Date(Date.now() - 86_400_000).toISOString();
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();
const output = (usdPerMillion: string) => ({
  input_usd_per_million: '0',
  output_usd_per_million: usdPerMillion,
});

describe('prices that administrators set', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({
      fallback: (exchange) => answerJson(200, answerAs(String(exchange.request.body?.['model'])))(exchange),
    });
    const prices = '{ filed: { input_usd_per_million: 0, output_usd_per_million: 1000 } }';
    gateway = await startGateway(
      { ADMIN_API_KEY: ADMIN_KEY },
      [
        'providers:',
        `  - { id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${prices} }`,
        `  - { id: router, base_url: "${upstream.origin}/v1", default_model: m }`,
      ].join('\n'),
    );
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const { call, admin, makeKey: make } = askingGateway(() => gateway, ADMIN_KEY);
  const setPrice = (model: string, usdPerMillion: string, valid_from?: string) =>
    admin('POST', '/prices', {
      provider: 'local',
      model,
      ...output(usdPerMillion),
      ...(valid_from !== undefined && { valid_from }),
    });
  const makeKey = async (usd = '100'): Promise<string> =>
    (await make({ budgets: [{ budget_usd: usd, per: 'total' }] })).key;
  const ask = (key: string, model: string) => call('POST', '/v1/chat/completions', key, hello(model));
  const lastCall = async (model: string) => {
    const { body } = await admin('GET', `/calls?limit=1&model=${model}`);
    const [last] = body.data as readonly { readonly id: string }[];
    return (await admin('GET', `/calls/${last!.id}`)).body as object;
  };
  const spentOf = async (key: string) => {
    const { body } = await call('GET', '/v1/key', key);
    return (body['budgets'] as unknown as { spent_usd: string }[])[0]!.spent_usd;
  };

  it('hold at once for a model that had none, and are named in the rows of calls', async () => {
    const key = await makeKey();
    expect((await ask(key, 'new')).status).toBe(402);
    const set = await setPrice('new', '2000');
    expect(set).toMatchObject({ status: 201, body: { provider: 'local', output_usd_per_million: '2000' } });
    expect((await ask(key, 'new')).status).toBe(200);
    expect(await lastCall('new')).toMatchObject({
      cost_usd: '0.02',
      cost_source: 'operator',
      price_version: `price:${set.body['id']}`,
    });
    expect(await spentOf(key)).toBe('0.02');
  });

  it('go before the file’s from their day on, and not before it', async () => {
    const key = await makeKey();
    await setPrice('filed', '3000', TOMORROW);
    await ask(key, 'filed');
    expect(await spentOf(key)).toBe('0.01');
    await setPrice('filed', '2000');
    await ask(key, 'filed');
    expect(await spentOf(key)).toBe('0.03');
    const listed = await admin('GET', '/prices?model=filed');
    expect(listed.body.data).toMatchObject([
      { output_usd_per_million: '2000', created_by: expect.any(String) },
      { output_usd_per_million: '3000', valid_from: TOMORROW },
    ]);
  });

  it('bound what a request may cost', async () => {
    await setPrice('dear', '2000', YESTERDAY);
    const key = await makeKey('0.19');
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(key, 'dear')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(9);
    expect(await spentOf(key)).toBe('0.18');
  });

  it('price calls anew that were made before, with both figures, the budgets and the audit', async () => {
    const key = await makeKey();
    await setPrice('wrong', '1000', YESTERDAY);
    for (let made = 0; made < 3; made += 1) await ask(key, 'wrong');
    expect(await spentOf(key)).toBe('0.03');
    await setPrice('wrong', '500', YESTERDAY);
    const window = { from: YESTERDAY, to: TOMORROW, model: 'wrong' };
    const anew = await admin('POST', '/reprice', window);
    expect(anew).toMatchObject({
      status: 200,
      body: { calls: 3, changed: 3, cost_before_usd: '0.03', cost_after_usd: '0.015' },
    });
    expect(await spentOf(key)).toBe('0.015');
    expect(await lastCall('wrong')).toMatchObject({
      cost_usd: '0.005',
      earlier_costs: [{ cost_usd: '0.01', cost_source: 'operator' }],
    });
    expect((await admin('POST', '/reprice', window)).body).toMatchObject({ calls: 3, changed: 0 });
    // what is spent from here on goes on top of what was put right
    await ask(key, 'wrong');
    expect(await spentOf(key)).toBe('0.02');
    const audit = (await admin('GET', '/audit?limit=5')).body.data;
    expect(audit).toMatchObject([
      { action: 'calls.reprice', target: 'model:wrong', after: { changed: 0 } },
      { action: 'calls.reprice_begin', target: 'model:wrong' },
      { action: 'calls.reprice', after: { changed: 3 } },
      { action: 'calls.reprice_begin', target: 'model:wrong', after: { model: 'wrong', provider: null } },
      { action: 'price.set', target: 'price:local/wrong' },
    ]);
    for (const model of ['local/wrong', 'other/wrong'])
      expect((await admin('POST', '/reprice', { ...window, model })).body).toMatchObject({
        model,
        calls: model === 'local/wrong' ? 4 : 0,
      });
  });

  it('price anew the calls of one provider where it is named, be another’s model called so', async () => {
    const { key } = await make();
    await ask(key, 'shared');
    for (const _ of [1, 2])
      await call('POST', '/v1/chat/completions', key, { ...hello('shared'), model: 'router/local/shared' });
    const window = { from: YESTERDAY, to: TOMORROW };
    const callsOf = async (asked: object) =>
      (await admin('POST', '/reprice', { ...window, ...asked })).body['calls'] as number;
    expect(await callsOf({ model: 'local/shared' })).toBe(1);
    expect(await callsOf({ model: 'shared' })).toBe(1);
    expect(await callsOf({ model: 'router/local/shared' })).toBe(2);
    expect(await callsOf({ model: 'local/shared', provider: 'router' })).toBe(2);
    expect(await callsOf({ model: 'local/shared', provider: 'local' })).toBe(1);
  });

  it('leave what providers say of their own answers, and what has no price', async () => {
    const { key } = (await admin('POST', '/keys', { name: 'free' })).body;
    await ask(key, 'unpriced');
    const window = { from: YESTERDAY, to: TOMORROW, model: 'unpriced', provider: 'local' };
    expect((await admin('POST', '/reprice', window)).body).toMatchObject({ calls: 1, changed: 0 });
    await setPrice('unpriced', '1000', YESTERDAY);
    expect((await admin('POST', '/reprice', window)).body).toMatchObject({
      changed: 1,
      cost_after_usd: '0.01',
    });
    expect(await lastCall('unpriced')).toMatchObject({
      cost_usd: '0.01',
      earlier_costs: [{ cost_usd: null }],
    });
  });

  it('hold for the service that answered, and for searches, on every way; what was so billed stands', async () => {
    const key = await makeKey();
    const price = { ...output('1000'), priority_factor: '3', flex_factor: '0.5' };
    await admin('POST', '/prices', { provider: 'local', model: 'tiered', ...price, valid_from: YESTERDAY });
    const served = (tier: string) => ({ ...answerAs('tiered'), service_tier: tier });
    upstream.next(answerJson(200, served('priority')));
    const { body: told } = await ask(key, 'tiered');
    expect(told).toMatchObject({ service_tier: 'priority' });
    expect(told['usage']).not.toHaveProperty('service_tier');
    expect(await spentOf(key)).toBe('0.03');
    expect(await lastCall('tiered')).toMatchObject({
      cost_usd: '0.03',
      price_version: expect.stringMatching(/^price:.* \+ priority$/),
    });
    // asked for by all, given to none
    upstream.next(answerJson(200, served('default')));
    await ask(key, 'tiered');
    expect(await spentOf(key)).toBe('0.04');
    const chunk = { ...served('flex'), object: 'chat.completion.chunk', choices: [] };
    const words = [{ index: 0, delta: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }];
    upstream.next(
      stream([sseFrame({ ...chunk, choices: words, usage: undefined }), sseFrame(chunk), 'data: [DONE]\n\n']),
    );
    const streamed = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ ...hello('tiered'), stream: true }),
    });
    await streamed.text();
    expect(await spentOf(key)).toBe('0.045');
    await setPrice('tiered', '1', YESTERDAY);
    const window = { from: YESTERDAY, to: TOMORROW, model: 'tiered' };
    expect((await admin('POST', '/reprice', window)).body).toMatchObject({ calls: 3, changed: 1 });
  });

  it.each<[string, object, string]>([
    ['/prices', { provider: 'nobody', model: 'm', ...output('1') }, 'provider'],
    ['/prices', { provider: 'local', model: 'm', ...output('-1') }, 'output_usd_per_million'],
    ['/prices', { provider: 'local', model: 'm', ...output('1e3') }, 'output_usd_per_million'],
    ['/prices', { provider: 'local', model: 'm', ...output('1'), currency: 'EUR' }, 'currency'],
    ['/prices', { provider: 'local', model: 'm', ...output('1'), valid_from: '2026-02-31' }, 'valid_from'],
    ['/prices', { provider: 'local', model: '', ...output('1') }, 'model'],
    ['/reprice', { from: TOMORROW, to: YESTERDAY, model: 'm' }, 'to'],
    ['/reprice', { from: YESTERDAY, to: TOMORROW }, 'model'],
  ])('are not taken by %s as %j', async (path, body, param) => {
    expect(await admin('POST', path, body)).toMatchObject({
      status: 400,
      body: { error: { code: 'request.invalid', param } },
    });
  });

  it('are told with all that was said of them, as the document has it', async () => {
    const amounts = {
      ...output('4'),
      cached_input_usd_per_million: '1',
      cache_write_usd_per_million: '2',
      audio_input_usd_per_million: '3',
      audio_output_usd_per_million: '5',
      web_search_usd_per_thousand: '10',
      flex_factor: '0.5',
      priority_factor: '2',
    };
    const set = await admin('POST', '/prices', { provider: 'local', model: 'told', ...amounts });
    const { body } = await admin('GET', '/prices?model=told');
    expect([set.body, body]).toMatchObject([amounts, { data: [amounts] }]);
    expect(breachesOfAnswer('/admin/prices', body as object)).toEqual([]);
  });

  it('are for administrators alone', async () => {
    const key = await makeKey();
    expect((await call('GET', '/admin/prices', key)).status).toBe(403);
    expect((await call('POST', '/admin/reprice', key, {})).status).toBe(403);
  });
});
