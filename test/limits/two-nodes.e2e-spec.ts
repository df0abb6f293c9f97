import { readSamples } from '../../src/observability/metrics/testing/read-samples.js';
import { describeWithRedis } from '../support/real-servers.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { ScriptedUpstream } from '../support/scripted-upstream/scripted-upstream.js';
import { answerJson } from '../support/scripted-upstream/scripts.js';
import { startGateway, type RunningGateway } from '../support/start-gateway.js';
import { SMALL_COMPLETION } from '../support/small-completion.js';

const HELLO = JSON.stringify({
  model: 'local/m',
  max_tokens: 10,
  messages: [{ role: 'user', content: 'hello' }],
});
const KEYS = ['key-a-0123456789abcdef', 'key-b-0123456789abcdef', 'key-c-0123456789abcdef'] as const;

describeWithRedis('two nodes over one Redis', (program) => {
  let redis: RedisServer;
  let upstream: ScriptedUpstream;
  let nodes: readonly RunningGateway[];
  beforeAll(async () => {
    redis = await startRedis(program, 'canary-password');
    await redis.stop();
    upstream = await ScriptedUpstream.start({ fallback: answerJson(200, SMALL_COMPLETION) });
    const key = (at: number) =>
      `  k${at}: { key_variable: KEY_${at}, limits: [{ requests: 20, per: minute }, { tokens: 1000, per: minute }] }`;
    const file = [
      `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m }]`,
      'keys:',
      ...KEYS.map((_, at) => key(at)),
    ].join('\n');
    const keys = Object.fromEntries(KEYS.map((text, at) => [`KEY_${at}`, text]));
    // A busy machine may need longer than the gateway waits by default.
    const texts = { ...keys, REDIS_URL: redis.url, REDIS_ANSWER_TIMEOUT_MS: '2000' };
    nodes = await Promise.all([1, 2].map(() => startGateway(texts, file)));
  });
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    await upstream.close();
    await redis.close();
  });

  const ask = (key: string, at = 0, headers: Record<string, string> = {}) =>
    fetch(`${nodes[at % 2]!.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key, ...headers },
      body: HELLO,
    });
  const askMany = (key: string, count: number) =>
    Promise.all(Array.from({ length: count }, (_, at) => ask(key, at)));
  const statuses = (answers: readonly Response[]) =>
    [200, 429].map((status) => answers.filter((answer) => answer.status === status).length);
  const json = async (path: string, at = 0) =>
    (await fetch(nodes[at]!.url + path, { headers: { 'x-api-key': KEYS[0] } })).json();
  const state = async () =>
    Promise.all([0, 1].map(async (at) => ((await json('/health/ready', at)) as { limits?: string }).limits));
  const until = async (wanted: string) => {
    while ((await state()).some((each) => each !== wanted)) await new Promise((next) => setTimeout(next, 50));
  };

  it('start without it, and keep to half of each limit', async () => {
    expect(await state()).toEqual(['node_share', 'node_share']);
    const answers = await askMany(KEYS[0], 30);
    expect(statuses(answers)).toEqual([20, 10]);
    const [first] = answers;
    expect(Object.fromEntries(first!.headers)).toMatchObject({
      'x-tollgate-limits': 'node-share',
      'x-ratelimit-limit-requests': '10',
    });
    const refused = answers.find(({ status }) => status === 429)!;
    expect(await refused.json()).toMatchObject({
      error: {
        message: expect.stringContaining(
          "10 requests a minute, this node's share of 20, (key) is reached",
        ) as string,
      },
    });
    const answer = await fetch(`${nodes[0]!.url}/metrics`, { headers: { 'x-api-key': KEYS[0] } });
    const samples = readSamples(await answer.text());
    expect(samples['tollgate_limits_shared']).toBe(0);
    expect(samples['tollgate_limits_decided_alone_total']).toBeGreaterThanOrEqual(15);
  });

  it('count together as soon as it is there', async () => {
    await redis.start();
    await until('shared');
    // both have told it of what they let in
    expect((await ask(KEYS[0])).status).toBe(429);
    const beganMs = performance.now();
    const answers = await askMany(KEYS[1], 50);
    const tookSeconds = (performance.now() - beganMs) / 1_000;
    expect(statuses(answers)).toEqual([20, 30]);
    for (const answer of answers.filter(({ status }) => status === 429)) {
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(55 - tookSeconds);
      expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(61);
    }
    const left = answers
      .filter(({ status }) => status === 200)
      .map((answer) => Number(answer.headers.get('x-ratelimit-remaining-requests')));
    expect(left.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => at));
  });

  it('tell the same of what is left, and what would be refused', async () => {
    for (const { url } of nodes) {
      const answer = await fetch(`${url}/v1/key`, { headers: { 'x-api-key': KEYS[1] } });
      const { limits } = (await answer.json()) as { readonly limits: readonly Record<string, unknown>[] };
      expect(limits).toMatchObject([
        { kind: 'requests', limit: 20, remaining: 0 },
        { kind: 'tokens', limit: 1000, remaining: 700 },
      ]);
    }
    const explained = await ask(KEYS[1], 1, { 'x-tollgate-explain': 'true' });
    expect(await explained.json()).toMatchObject({
      allowed: false,
      refused_with: { code: 'limit.exceeded', limit: { kind: 'requests', remaining: 0 } },
    });
  });

  it('wait for it once, and not for long, where it hangs', async () => {
    redis.pause();
    // It hangs until it is told to go on: who is answered has not waited for it.
    expect((await ask(KEYS[2])).status).toBe(200);
    expect((await state())[0]).toBe('node_share');
    redis.goOn();
    await until('shared');
    expect((await ask(KEYS[2])).headers.has('x-tollgate-limits')).toBe(false);
  });

  it('say once that it is away, and nothing of its password', () => {
    // Nest has one logger in a process
    const lines = nodes.flatMap((node) => node.logLines());
    const said = lines.filter(({ msg }) => String(msg).startsWith('Redis'));
    const count = (part: string) => said.filter(({ msg }) => String(msg).includes(part)).length;
    // of the two, the one that nobody asked while it hung may have found that out by its own look
    const hung = count('within 2000 ms');
    expect([1, 2]).toContain(hung);
    expect([count('ECONNREFUSED'), count('together again')]).toEqual([2, 2 + hung]);
    expect(said.map(({ level }) => level)).toEqual(said.map(() => 'warn'));
    expect(nodes.map((node) => node.logText()).join()).not.toContain('canary');
  });
});
