import { systemClock } from '../src/common/clock.js';
import { ask, failureOf } from './support/agent-client.js';
import type { Script } from './support/scripted-upstream/exchange.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerBytes, answerJson } from './support/scripted-upstream/scripts.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const POOL = { provider: 'pool' };
const ROUNDS = 24;
const OTHERS_IN_A_ROUND = 4;

const GOOD = answerJson(200, {
  id: '1',
  object: 'chat.completion',
  created: 1,
  model: 'm-1',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
});
const KEY_REFUSED = answerJson(403, { error: { message: 'Forbidden.', code: 'invalid_api_key' } });
const TOO_DEAR = answerJson(402, {
  error: {
    code: 402,
    message:
      'This request requires more credits, or fewer max_tokens. You requested up to 65536 tokens, but can only afford 3203. To increase, visit https://openrouter.ai/settings/credits',
  },
});
const WRONG_KEY = answerJson(401, {
  error: { message: 'Incorrect API key provided.', code: 'invalid_api_key' },
});
const LIMITED = answerJson(429, { error: { message: 'Slow down.' } }, { 'retry-after': '60' });
const FIREWALL = answerBytes('text/html', '<html><title>Blocked</title><body>Blocked.</body></html>', 403);

describe('a pool of three keys', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  let refuse: Script;
  const clock = { ...systemClock };

  beforeEach(async () => {
    clock.monotonicMs = () => systemClock.monotonicMs();
    upstream = await ScriptedUpstream.start({
      fallback: (exchange) => (exchange.request.rawBody.includes('to be refused') ? refuse : GOOD)(exchange),
    });
    gateway = await startGateway(
      { POOL_KEY: 'canary-a', POOL_KEY_2: 'canary-b', POOL_KEY_3: 'canary-c' },
      `
providers:
  - id: pool
    base_url: ${upstream.origin}/v1
    default_model: m-1
    api_key_variables: [POOL_KEY, POOL_KEY_2, POOL_KEY_3]
routes:
  - id: steady
    targets: [{ provider: pool, model: m-1 }, { provider: pool, model: m-2 }]
`,
      clock,
    );
  });
  afterEach(async () => {
    await gateway.close();
    await upstream.close();
  });

  it.each<[string, Script, readonly [number, string, boolean], number]>([
    ['as if by its key', KEY_REFUSED, [502, 'provider.auth_failed', false], 3],
    ['by a firewall', FIREWALL, [400, 'provider.rejected', false], 1],
  ])(
    'serves every other call at its first attempt while one prompt is refused with 403 %s',
    async (_how, script, expected, attempts) => {
      refuse = script;
      for (let round = 0; round < ROUNDS; round += 1) {
        const [refused, ...others] = await Promise.all([
          ask(gateway, { prompt: 'to be refused' }, POOL),
          ...Array.from({ length: OTHERS_IN_A_ROUND }, () => ask(gateway, { prompt: 'hello' }, POOL)),
        ]);
        expect(failureOf(refused)).toEqual(expected);
        expect(others.map(({ status, body }) => [status, body['attempts']])).toEqual(
          Array.from({ length: OTHERS_IN_A_ROUND }, () => [200, 1]),
        );
      }
      const asked = upstream.requests.length - ROUNDS * OTHERS_IN_A_ROUND;
      expect(asked).toBeGreaterThanOrEqual(ROUNDS);
      expect(asked).toBeLessThanOrEqual(ROUNDS * attempts);
    },
  );

  it('tells of a key in cooldown with the targets of routes that it keeps from being asked', async () => {
    upstream.next(LIMITED);
    expect((await ask(gateway, { prompt: 'x' }, POOL)).status).toBe(200);
    const answer = await fetch(`${gateway.url}/agents/llm-providers`);
    const { providers } = (await answer.json()) as { readonly providers: readonly { readonly id: string }[] };
    expect(providers.filter(({ id }) => id === 'pool' || id === 'steady')).toMatchObject([
      { id: 'pool', status: 'short_of_keys', keys_in_cooldown: 1 },
      {
        id: 'steady',
        status: 'short_of_keys',
        target_states: [
          { target: 'pool/m-1', status: 'short_of_keys', keys: 3, keys_in_cooldown: 1 },
          { target: 'pool/m-2', status: 'ready', keys: 3, keys_in_cooldown: 0 },
        ],
      },
    ]);
  });

  it('lets a key rest that is refused where another one is answered', async () => {
    upstream.next(KEY_REFUSED);
    const attempts: unknown[] = [];
    for (let count = 0; count < 4; count += 1)
      attempts.push((await ask(gateway, { prompt: 'hello' }, POOL)).body['attempts']);
    expect(attempts).toEqual([2, 1, 1, 1]);
    const keys = upstream.requests.map(({ headers }) => headers.authorization?.at(-1));
    expect(keys).toEqual(['a', 'b', 'c', 'b', 'c']);
  });

  const askOften = async (times: number) => {
    const attempts: unknown[] = [];
    for (let count = 0; count < times; count += 1)
      attempts.push((await ask(gateway, { prompt: 'hello' }, POOL)).body['attempts']);
    return attempts;
  };
  const keysAsked = () => upstream.requests.map(({ headers }) => headers.authorization?.at(-1)).join('');

  it('keeps all keys where one refuses what a call would cost, and another answers it', async () => {
    upstream.next(TOO_DEAR);
    expect(await askOften(4)).toEqual([2, 1, 1, 1]);
    expect(keysAsked()).toBe('abcab');
  });

  it('tells the caller of whom no account covers the call to ask for fewer tokens', async () => {
    refuse = TOO_DEAR;
    const answer = await ask(gateway, { prompt: 'to be refused' }, POOL);
    expect(failureOf(answer)).toEqual([502, 'provider.quota_exhausted', false]);
    expect(answer.body['message']).toContain('does not cover this request; ask for fewer tokens');
    expect(await askOften(3)).toEqual([1, 1, 1]);
  });

  it('keeps a key that was good where one of many calls finds it refused', async () => {
    expect(await askOften(3)).toEqual([1, 1, 1]);
    upstream.next(WRONG_KEY);
    expect(await askOften(4)).toEqual([2, 1, 1, 1]);
    expect(keysAsked()).toBe('abcabcab');
  });

  it('lets a key rest that was good once it is refused twice in a row', async () => {
    expect(await askOften(3)).toEqual([1, 1, 1]);
    upstream.next(WRONG_KEY, GOOD, GOOD, WRONG_KEY);
    expect(await askOften(6)).toEqual([2, 1, 2, 1, 1, 1]);
    expect(keysAsked()).toBe('abcabcabcbc');
  });

  it('opens to others within a second where one call is limited with all keys', async () => {
    expect(await askOften(1)).toEqual([1]);
    // a slow machine may take that second for the two calls
    const nowMs = clock.monotonicMs();
    clock.monotonicMs = () => nowMs;
    refuse = LIMITED;
    const refused = await ask(gateway, { prompt: 'to be refused' }, POOL);
    expect(failureOf(refused)).toEqual([429, 'provider.rate_limited', true]);
    const next = await ask(gateway, { prompt: 'hello' }, POOL);
    expect([next.status, next.headers.get('retry-after')]).toEqual([429, '1']);
  });
});
