import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson, neverAnswer } from './support/scripted-upstream/scripts.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const PRICES = '{ m: { input_usd_per_million: 100, output_usd_per_million: 1000 } }';
const messages = [{ role: 'user', content: 'hello' }];

/** One prompt in the words of each API. */
const PROMPTS: readonly (readonly [api: string, path: string, body: object])[] = [
  ['the agents', '/agents/llm-providers/local', { prompt: 'hello', max_tokens: 10 }],
  ['OpenAI', '/v1/chat/completions', { model: 'local/m', max_tokens: 10, messages }],
  ['Anthropic', '/v1/messages', { model: 'local/m', max_tokens: 10, messages }],
  [
    'Gemini',
    '/v1beta/models/local/m:generateContent',
    { contents: [{ parts: [{ text: 'hello' }] }], generationConfig: { maxOutputTokens: 10 } },
  ],
];

const FAILURES: readonly (readonly [what: string, status: number, error: object])[] = [
  ['a model that is not there', 404, { message: 'The model m does not exist.', code: 'model_not_found' }],
  ['an overload', 503, { message: 'The server is overloaded.', type: 'overloaded_error' }],
  ['a spent quota', 429, { message: 'Quota exceeded.', code: 'insufficient_quota' }],
  ['a refusal', 400, { message: 'No.' }],
];

describe.each(['table', '400'])('the status of a call in the ledger (AGENT_ERROR_STATUS=%s)', (mode) => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerJson(500, {}) });
    gateway = await startGateway(
      { AGENT_ERROR_STATUS: mode, UPSTREAM_MAX_RETRIES: '0' },
      [
        'providers:',
        `  - { id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES} }`,
        'budgets: { everything: { budgets: [{ budget_usd: "1", per: day }] } }',
      ].join('\n'),
    );
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  /** As the caller got it, and as the row has it. */
  const statusesOf = async (path: string, body: object, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(gateway.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    await answer.text();
    const id = answer.headers.get('x-request-id');
    const recent = await fetch(`${gateway.url}/calls/recent`);
    const { data } = (await recent.json()) as { data: { request_id: string; status: number }[] };
    return [answer.status, data.find(({ request_id }) => request_id === id)?.status];
  };

  it.each(PROMPTS)('is the one that a caller of %s got', async (_api, path, body) => {
    for (const [, status, error] of FAILURES) {
      upstream.next(answerJson(status, { error }));
      const [told, written] = await statusesOf(path, body);
      expect(told).toBeGreaterThanOrEqual(400);
      expect(written).toBe(told);
    }
    const [refused, written] = await statusesOf(path, body, { 'x-max-cost-usd': '0' });
    expect([402, 429]).toContain(refused);
    expect(written).toBe(refused);
  });

  // the one with a key for its repetition goes another way than the plain one
  it.each(['x-nothing', 'idempotency-key'])('is 499 of a caller that left, with %s', async (header) => {
    upstream.forget();
    for (const [at, [, path, body]] of PROMPTS.entries()) {
      upstream.next(neverAnswer());
      const id = `left-${at}-${header}`;
      const leaving = new AbortController();
      const answer = fetch(gateway.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-request-id': id, [header]: id },
        body: JSON.stringify(body),
        signal: leaving.signal,
      });
      const asked = await upstream.nextRequest();
      leaving.abort();
      await Promise.all([asked.closed, expect(answer).rejects.toThrow()]);
      const isIt = (line: Readonly<Record<string, unknown>>) => line['request_id'] === id;
      await gateway.logLine(isIt);
      const recent = await fetch(`${gateway.url}/calls/recent`);
      const { data } = (await recent.json()) as { data: Record<string, unknown>[] };
      expect(data.find(isIt)).toMatchObject({ outcome: 'cancelled', status: 499 });
    }
  });
});
