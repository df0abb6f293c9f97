import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import type { Script } from './support/scripted-upstream/exchange.js';
import { answerJson, neverAnswer } from './support/scripted-upstream/scripts.js';
import { sseFrame, stream } from './support/scripted-upstream/stream-script.js';
import { readSamples } from '../src/observability/metrics/testing/read-samples.js';
import { smallDelta } from './support/small-completion.js';
import { beginAtNoon } from './support/fixed-date.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const PRICES = '{ m: { input_usd_per_million: 0, output_usd_per_million: 1000 } }';
const USAGE = { prompt_tokens: 5, completion_tokens: 10, total_tokens: 15 };
const whole = (id: string) => ({
  id,
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: `Hi from ${id}` }, finish_reason: 'stop' }],
  usage: USAGE,
});
const chunk = (delta: object, finish?: string) => sseFrame(smallDelta(delta, finish));
const BEGINNING = [chunk({ role: 'assistant', content: 'Hi' })];
const STREAM = [...BEGINNING, chunk({}, 'stop'), 'data: [DONE]\n\n'];

/** Each whole answer is another one. */
let answers = 0;
const answerAll: Script = (exchange) => {
  const { path, body } = exchange.request;
  if (path.endsWith('/embeddings')) {
    const data = [{ object: 'embedding', index: 0, embedding: [++answers] }];
    return answerJson(200, {
      object: 'list',
      data,
      model: 'm',
      usage: { prompt_tokens: 5, total_tokens: 5 },
    })(exchange);
  }
  return body?.['stream'] === true
    ? stream(STREAM)(exchange)
    : answerJson(200, whole(`c-${++answers}`))(exchange);
};

const MESSAGES = [{ role: 'user', content: 'hello' }];
const CHAT = { model: 'local/m', max_tokens: 10, messages: MESSAGES };
const CALLS: readonly (readonly [path: string, body: object])[] = [
  ['/v1/chat/completions', CHAT],
  ['/v1/chat/completions', { ...CHAT, stream: true }],
  ['/v1/completions', { model: 'local/m', prompt: 'hello' }],
  ['/v1/embeddings', { model: 'local/m', input: 'hello' }],
  ['/v1/responses', { model: 'local/m', input: 'hello' }],
  ['/v1/responses', { model: 'local/m', input: 'hello', stream: true }],
  ['/v1/messages', CHAT],
  ['/v1/messages', { ...CHAT, stream: true }],
  ['/v1beta/models/local/m:generateContent', { contents: [{ parts: [{ text: 'hello' }] }] }],
  ['/v1beta/models/local/m:streamGenerateContent?alt=sse', { contents: [{ parts: [{ text: 'hello' }] }] }],
  ['/agents/llm-providers/local', { prompt: 'hello' }],
  ['/agents/llm-providers/local', { prompt: 'hello', stream: true }],
];
const OWN_HEADERS = ['date', 'x-request-id', 'request-id', 'x-tollgate-overhead-ms', 'content-length'];
const OTHER_HEADERS = [...OWN_HEADERS, 'idempotent-replayed', 'x-tollgate-cost-usd', 'transfer-encoding'];

describe.each([
  ['in memory', '', {}],
  ['in the store', 'budgets: { everything: { limits: [{ requests: 100000, per: minute }] } }', {}],
])('Idempotency-Key, kept %s', (_where, file, texts) => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  let keys = 0;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerAll });
    gateway = await startGateway(
      { GATEWAY_API_KEYS: 'key-of-ann-1234567890,key-of-bob-1234567890', ...texts },
      [
        `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES} }]`,
        file,
      ].join('\n'),
    );
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const send = (
    path: string,
    body: object,
    key: string,
    more: RequestInit & { who?: string; explain?: boolean } = {},
  ) =>
    fetch(gateway.url + path, {
      method: 'POST',
      body: JSON.stringify(body),
      ...more,
      headers: {
        'content-type': 'application/json',
        'x-api-key': `key-of-${more.who ?? 'ann'}-1234567890`,
        'idempotency-key': key,
        ...(more.explain && { 'x-tollgate-explain': 'true' }),
      },
    });
  const ask = async (...asked: Parameters<typeof send>) => {
    const answer = await send(...asked);
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const newKey = () => `key-${++keys}`;
  const sharedHeaders = (headers: Headers) =>
    [...headers].filter(([name]) => !OTHER_HEADERS.includes(name) && !name.startsWith('x-ratelimit-'));

  it.each(CALLS)('%s gets the same answer again, and no provider is asked: %j', async (path, body) => {
    const key = newKey();
    const asked = upstream.requests.length;
    const first = await ask(path, body, key);
    const again = await ask(path, body, key);
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([200, null]);
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
    expect(again.text).toBe(first.text);
    expect(sharedHeaders(again.headers)).toEqual(sharedHeaders(first.headers));
    expect(again.headers.has('request-id')).toBe(first.headers.has('request-id'));
    expect(upstream.requests.length - asked).toBe(1);
  });

  it('gives no answer again to who wants to have the request explained', async () => {
    const key = newKey();
    const first = await ask('/v1/chat/completions', CHAT, key);
    const explained = await ask('/v1/chat/completions', CHAT, key, { explain: true });
    expect(explained.headers.get('idempotent-replayed')).toBeNull();
    expect(JSON.parse(explained.text)).toMatchObject({ explain: true });
    expect((await ask('/v1/chat/completions', CHAT, key)).text).toBe(first.text);
  });

  it('is of its caller: another one with the same key is asked anew', async () => {
    const key = newKey();
    const first = await ask('/v1/chat/completions', CHAT, key);
    const other = await ask('/v1/chat/completions', CHAT, key, { who: 'bob' });
    expect([other.status, other.headers.get('idempotent-replayed')]).toEqual([200, null]);
    expect(other.text).not.toBe(first.text);
  });

  it('refuses another request with the same key with 422, in the words of each surface', async () => {
    const key = newKey();
    await ask('/v1/chat/completions', CHAT, key);
    const other = await ask('/v1/chat/completions', { ...CHAT, max_tokens: 11 }, key);
    expect([other.status, JSON.parse(other.text)]).toMatchObject([
      422,
      { error: { type: 'invalid_request_error', param: 'idempotency-key' } },
    ]);
    const elsewhere = await ask('/agents/llm-providers/local', { prompt: 'hello' }, key);
    expect([elsewhere.status, JSON.parse(elsewhere.text)]).toMatchObject([
      422,
      { status: 'error', error: { code: 'request.idempotency_mismatch', retryable: false } },
    ]);
  });

  it('refuses the second with 409 while the first is under way, and lets it have the answer later', async () => {
    const key = newKey();
    let answer = () => undefined as void;
    const mayAnswer = new Promise<void>((resolve) => void (answer = resolve));
    upstream.next(async (exchange) => {
      await mayAnswer;
      await answerJson(200, whole('slow'))(exchange);
    });
    const asked = upstream.requests.length;
    const first = ask('/v1/chat/completions', CHAT, key);
    while (upstream.requests.length === asked) await new Promise(setImmediate);
    const second = await ask('/v1/chat/completions', CHAT, key);
    expect([second.status, second.headers.get('retry-after'), JSON.parse(second.text)]).toMatchObject([
      409,
      '1',
      { error: { type: 'invalid_request_error' } },
    ]);
    const agents = await ask('/agents/llm-providers/local', { prompt: 'hello' }, key);
    expect(agents.status).toBe(422);
    answer();
    const { text } = await first;
    expect((await ask('/v1/chat/completions', CHAT, key)).text).toBe(text);
    expect(upstream.requests.length - asked).toBe(1);
  });

  it.each([
    ['a provider that fails', answerJson(500, { error: { message: 'down' } }), 502],
    [
      'a provider that refuses',
      answerJson(400, { error: { message: 'no', type: 'invalid_request_error' } }),
      400,
    ],
  ])('keeps no failure: behind %s the next one is made anew', async (_what, script, status) => {
    const key = newKey();
    upstream.next(script);
    expect((await ask('/v1/chat/completions', CHAT, key)).status).toBe(status);
    const again = await ask('/v1/chat/completions', CHAT, key);
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, null]);
  });

  it('keeps no stream that breaks off', async () => {
    const key = newKey();
    const body = { ...CHAT, stream: true };
    upstream.next(stream(BEGINNING));
    const broken = await ask('/v1/chat/completions', body, key);
    expect([broken.status, broken.text]).toEqual([200, expect.stringContaining('error')]);
    const again = await ask('/v1/chat/completions', body, key);
    expect([again.headers.get('idempotent-replayed'), again.text]).toEqual([
      null,
      expect.stringContaining('[DONE]'),
    ]);
  });

  it('keeps nothing of a call that its caller left', async () => {
    const key = newKey();
    const leaving = new AbortController();
    upstream.next(neverAnswer());
    const asked = upstream.requests.length;
    const left = send('/v1/chat/completions', CHAT, key, { signal: leaving.signal });
    while (upstream.requests.length === asked) await new Promise(setImmediate);
    leaving.abort();
    await expect(left).rejects.toThrow('aborted');
    let again = await ask('/v1/chat/completions', CHAT, key);
    while (again.status === 409) again = await ask('/v1/chat/completions', CHAT, key);
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, null]);
  });

  it('keeps no answer that is too large, and says so in the log', async () => {
    const key = newKey();
    const large = { ...whole('large'), system_fingerprint: 'x'.repeat(1_100_000) };
    upstream.next(answerJson(200, large));
    const first = await ask('/v1/chat/completions', CHAT, key);
    expect(first.status).toBe(200);
    await gateway.logLine((line) => line['idempotency'] === 'too large');
    const again = await ask('/v1/chat/completions', CHAT, key);
    expect(again.headers.get('idempotent-replayed')).toBeNull();
  });

  it('is counted in the metrics: kept, replayed, refused, too large, and the bytes that are held', async () => {
    const samples = async () => {
      const answer = await fetch(`${gateway.url}/metrics`, {
        headers: { 'x-api-key': 'key-of-ann-1234567890' },
      });
      return readSamples(await answer.text());
    };
    const before = await samples();
    const key = newKey();
    for (const max_tokens of [10, 10, 10, 11])
      await ask('/v1/chat/completions', { ...CHAT, max_tokens }, key);
    upstream.next(answerJson(200, { ...whole('large'), system_fingerprint: 'x'.repeat(1_100_000) }));
    await ask('/v1/chat/completions', CHAT, newKey());
    const after = await samples();
    const counted = ['kept', 'replayed', 'mismatch', 'too_large', 'in_progress'].map((outcome) => {
      const name = `tollgate_idempotency_requests_total{outcome="${outcome}"}`;
      return [outcome, after[name]! - before[name]!];
    });
    expect(Object.fromEntries(counted)).toEqual({
      kept: 1,
      replayed: 2,
      mismatch: 1,
      too_large: 1,
      in_progress: 0,
    });
    const held = [before, after].map((each) => each['tollgate_idempotency_held_bytes']!);
    expect(held[1]! - held[0]!).toBeGreaterThan(100);
  });

  it.each(['', 'a\u00e4', 'x'.repeat(256)])('refuses %j for a key', async (key) => {
    const answer = await ask('/v1/chat/completions', CHAT, key);
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([
      400,
      { error: { param: 'idempotency-key' } },
    ]);
  });
});

describe('a replay', () => {
  beginAtNoon();
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerAll });
    gateway = await startGateway(
      {},
      [
        `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES} }]`,
        'budgets: { everything: { budgets: [{ budget_usd: "0.01", per: day }], limits: [{ requests: 3, per: hour }, { tokens: 100, per: hour }] } }',
      ].join('\n'),
    );
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  it('costs nothing where nothing is left, counts as a request, and has a row', async () => {
    const ask = () =>
      fetch(`${gateway.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'one' },
        body: JSON.stringify(CHAT),
      });
    const replies = [await ask(), await ask(), await ask(), await ask()];
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    const [first, second] = replies;
    expect(first!.headers.get('x-tollgate-cost-usd')).toBe('0.01');
    expect(second!.headers.get('x-tollgate-cost-usd')).toBe('0');
    expect(second!.headers.get('x-ratelimit-remaining-requests')).toBe('1');
    expect(second!.headers.get('x-tollgate-budget-remaining-usd')).toBe('0');
    expect(second!.headers.get('x-request-id')).not.toBe(first!.headers.get('x-request-id'));
    const recent = (await (await fetch(`${gateway.url}/calls/recent`)).json()) as { data: object[] };
    expect(recent.data.filter((row) => 'idempotent_replay' in row && row.idempotent_replay)).toMatchObject([
      { outcome: 'refused', cost_usd: '0', status: 429 },
      { outcome: 'ok', cost_usd: '0', status: 200, provider: 'local', model_sent: 'm', attempts: [] },
      { outcome: 'ok', cost_usd: '0' },
    ]);
    expect(recent.data).toHaveLength(4);
  });
});
