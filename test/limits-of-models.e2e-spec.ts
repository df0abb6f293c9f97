import { askingGateway } from './support/asking-gateway.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { SMALL_COMPLETION } from './support/small-completion.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const limitOf = (model: string) => [
  { requests: 2, per: 'hour', model },
  { tokens: 1000, per: 'hour', model },
];

describe('a limit of some models', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerJson(200, SMALL_COMPLETION) });
    const provider = (id: string) => `{ id: ${id}, base_url: "${upstream.origin}/v1", default_model: m }`;
    gateway = await startGateway(
      { ADMIN_API_KEY: ADMIN_KEY, UPSTREAM_MAX_RETRIES: '0' },
      `providers: [${provider('first')}, ${provider('second')}]
routes: [{ id: both, strategy: ordered, targets: [{ provider: first }, { provider: second }] }]`,
    );
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const { call, makeKey } = askingGateway(() => gateway, ADMIN_KEY);
  const ask = async (key: string, more: object = {}) => {
    const messages = [{ role: 'user', content: 'hello' }];
    const body = { model: 'both', max_tokens: 10, messages, ...more };
    return (await call('POST', '/v1/chat/completions', key, body)).status;
  };
  const left = async (key: string) => {
    const { body } = await call('GET', '/v1/key', key);
    return (body as { limits: { remaining: number }[] }).limits.map(({ remaining }) => remaining);
  };

  it('counts no request of a route that another model answered', async () => {
    const { key } = await makeKey({ limits: limitOf('second/*') });
    expect([await ask(key), await ask(key), await ask(key)]).toEqual([200, 200, 200]);
    expect(await left(key)).toEqual([2, 1000]);
  });

  it('counts the requests and tokens of the model that a route fell back to, and one that failed', async () => {
    const { key } = await makeKey({ limits: [...limitOf('second/*'), ...limitOf('first/*')] });
    upstream.next(answerJson(500, { error: { message: 'no' } }));
    expect(await ask(key)).toBe(200);
    expect(await left(key)).toEqual([1, 1000 - SMALL_COMPLETION.usage.total_tokens, 1, 1000]);
  });

  it('counts what a request names for its provider to fall back to, whatever that calls what answers', async () => {
    const { key } = await makeKey({ limits: limitOf('first/dear') });
    const named = { model: 'first/m', models: ['dear'] };
    upstream.next(answerJson(200, { ...SMALL_COMPLETION, model: 'dear-20261201' }));
    expect(await ask(key, named)).toBe(200);
    expect(await left(key)).toEqual([1, 1000 - SMALL_COMPLETION.usage.total_tokens]);
    expect([await ask(key, named), await ask(key, named), await ask(key, { model: 'first/m' })]).toEqual([
      200, 429, 200,
    ]);
  });
});
