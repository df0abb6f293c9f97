import { askingGateway } from './support/asking-gateway.js';
import { beginAtNoon } from './support/fixed-date.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { SMALL_COMPLETION } from './support/small-completion.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const PRICED = '{ input_usd_per_million: 1, output_usd_per_million: 1 }';
const FREE = '{ input_usd_per_million: 0, output_usd_per_million: 0 }';
const messages = [{ role: 'user', content: 'hello' }];

/** Calls by the names of their conversations: where each goes, and the model that its body names. */
const CALLS: Readonly<Record<string, readonly [path: string, model: string]>> = {
  own: ['/v1/chat/completions', 'acme/x'],
  'own agent': ['/agents/llm-providers/acme', 'x'],
  alias: ['/v1/chat/completions', 'acme/nick'],
  'alias of the agent': ['/agents/llm-providers/acme', 'nick'],
  router: ['/v1/chat/completions', 'router/acme/x'],
  'agent of the router': ['/agents/llm-providers/router', 'acme/x'],
};
const OF_ACME = ['alias', 'alias of the agent', 'own', 'own agent'];
const OF_ROUTER = ['agent of the router', 'router'];

describe('a model by which reports are filtered', () => {
  beginAtNoon();
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  let bare: RunningGateway;
  const statuses: number[] = [];
  const { admin, call, makeKey } = askingGateway(() => gateway, ADMIN_KEY);

  const askAll = async (send: typeof call, key: string) => {
    for (const [session, [path, model]] of Object.entries(CALLS)) {
      const body = path.startsWith('/agents') ? { model, prompt: 'hello' } : { model, messages };
      const answer = await send('POST', path, key, body, { 'x-tollgate-session': session });
      statuses.push(answer.status);
    }
  };

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerJson(200, SMALL_COMPLETION) });
    const provider = (id: string, models: string) =>
      `  - { id: ${id}, base_url: "${upstream.origin}/v1", default_model: x, model_aliases: { nick: x }, prices: { ${models} } }`;
    const file = [
      'providers:',
      provider('acme', `x: ${PRICED}`),
      provider('router', `acme/x: ${PRICED}`),
      provider('spare', `small: ${FREE}`),
      'routes: [{ id: cheap, targets: [{ provider: spare, model: small }] }]',
    ].join('\n');
    gateway = await startGateway({ ADMIN_API_KEY: ADMIN_KEY }, file);
    bare = await startGateway({}, file);
    const plain = await makeKey();
    await askAll(call, plain.key);
    await askAll(askingGateway(() => bare, '').call, '');
    const none = { budget_usd: '0', per: 'day', on_exhaust: { downgrade_to: 'cheap' } };
    const budgets = [none];
    const poor = await makeKey({ budgets });
    const headers = { 'x-tollgate-session': 'downgraded' };
    const asked = { model: 'acme/x', messages, max_tokens: 5 };
    const answer = await call('POST', '/v1/chat/completions', poor.key, asked, headers);
    statuses.push(answer.status);
  });
  afterAll(async () => {
    await gateway.close();
    await bare.close();
    await upstream.close();
  });

  const sessionsIn = (data: readonly { readonly session: string }[]) =>
    data.map(({ session }) => session).toSorted();

  it.each<[string, string, readonly string[]]>([
    ['its own name', 'model=x', OF_ACME],
    ['its provider before it', 'model=acme/x', [...OF_ACME, 'downgraded']],
    ['another of its names', 'model=acme/nick', ['alias', 'alias of the agent']],
    ['the router before its name', 'model=router/acme/x', OF_ROUTER],
    ['its name at the router', 'provider=router&model=acme/x', OF_ROUTER],
    ['its provider besides', 'provider=acme&model=acme/x', OF_ACME],
  ])('is one provider’s, by %s', async (_, query, expected) => {
    expect(new Set(statuses)).toEqual(new Set([200]));
    const wanted = expected.toSorted();
    for (const path of ['/calls', '/sessions', '/usage?group_by=session', '/usage?group_by=hour,session']) {
      const { body } = await admin('GET', `${path}${path.includes('?') ? '&' : '?'}${query}`);
      expect([path, sessionsIn(body.data)]).toEqual([path, wanted]);
    }
    const recent = await fetch(`${bare.url}/calls/recent?${query}`);
    const { data } = (await recent.json()) as { readonly data: readonly { readonly session: string }[] };
    expect(sessionsIn(data)).toEqual(wanted.filter((session) => session !== 'downgraded'));
  });
});
