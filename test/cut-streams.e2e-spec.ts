import { toPicoUsd } from '../src/common/pico-usd.js';
import { Governance } from '../src/governance/governance.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { sseFrame, stream } from './support/scripted-upstream/stream-script.js';
import { smallChunk, smallDelta } from './support/small-completion.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

/** Output alone costs something: 10 tokens cost 0.01 dollars. */
const PRICES = '{ m: { input_usd_per_million: 0, output_usd_per_million: 1000 } }';
/** Forty characters: no fewer than five tokens. */
const WORDS = 'four words are here, and there are more ';
const MOST_TOKENS = 10;
const USAGE = { prompt_tokens: 5, completion_tokens: MOST_TOKENS, total_tokens: 15 };

const words = (content: string) => sseFrame(smallDelta({ content }));
const end = [
  sseFrame(smallDelta({}, 'stop')),
  sseFrame(smallChunk([], { usage: USAGE })),
  'data: [DONE]\n\n',
];
/** A provider that knows no limit, and never ends. */
const ENDLESS = stream(
  Array.from({ length: 100 }, () => words(WORDS)),
  { ending: 'hang' },
);
const hello = [{ role: 'user', content: 'hello' }];

/** Google's clients throw for the connection: it breaks off behind the error. */
async function readUntilItBreaks({ body }: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of body!) pieces.push(piece);
  } catch {
    pieces.push(Buffer.from('\n(it broke off)'));
  }
  return Buffer.concat(pieces).toString();
}

/** With the error that is to be the end of each. */
const WAYS: [name: string, path: string, body: object, error: RegExp][] = [
  [
    'a chat',
    '/v1/chat/completions',
    { model: 'local/m', max_tokens: MOST_TOKENS, messages: hello, stream: true },
    /data: \{"error":\{.*"type":"insufficient_quota".*"code":"budget_exceeded"/,
  ],
  [
    'messages',
    '/v1/messages',
    { model: 'local/m', max_tokens: MOST_TOKENS, messages: hello, stream: true },
    /event: error\ndata: .*"type":"billing_error"/,
  ],
  [
    'responses',
    '/v1/responses',
    { model: 'local/m', max_output_tokens: MOST_TOKENS, input: 'hello', stream: true },
    /event: response\.failed\ndata: .*budget_exceeded/,
  ],
  [
    'contents',
    '/v1beta/models/local/m:streamGenerateContent?alt=sse',
    { contents: [{ parts: [{ text: 'hello' }] }], generationConfig: { maxOutputTokens: MOST_TOKENS } },
    /"status":"RESOURCE_EXHAUSTED"/,
  ],
  [
    'a prompt',
    '/agents/llm-providers/local',
    { prompt: 'hello', max_tokens: MOST_TOKENS, stream: true },
    /event: error\ndata: .*"code":"budget\.exceeded"/,
  ],
];

describe('a stream that costs more than was reserved for it', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: ENDLESS });
    gateway = await startGateway(
      {},
      [
        `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES} }]`,
        'budgets:',
        '  everything: { budgets: [{ budget_usd: "100", per: total }] }',
        '  selectors:',
        '    narrow: { match: { tag.project: narrow }, budgets: [{ budget_usd: "0.011", per: total }] }',
        '    crowd: { match: { tag.project: crowd }, budgets: [{ budget_usd: "0.2", per: total }] }',
        '    wide: { match: { tag.project: wide }, budgets: [{ budget_usd: "0.2", per: total }] }',
      ].join('\n'),
    );
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const ask = async (path: string, body: object, headers: Readonly<Record<string, string>>) => {
    const answer = await fetch(gateway.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { status: answer.status, text: await readUntilItBreaks(answer) };
  };
  const call = async () => {
    const { data } = (await (await fetch(`${gateway.url}/calls/recent`)).json()) as {
      data: readonly object[];
    };
    return data[0];
  };
  const { book } = { book: () => gateway.app.get(Governance).book };
  const windowOf = (id: string) =>
    book().windowOf({ scope: { kind: 'selector', id }, per: 'total' }, Date.now());
  /** A deadline of its own takes a request past the quick way. */
  const SLOWLY = { 'x-request-timeout-ms': '60000' };

  describe.each([
    ['on the quick way', {}],
    ['on the usual way', SLOWLY],
  ])('%s', (_, way) => {
    it.each(WAYS)('ends %s at what its caller allows, and says why', async (_name, path, body, error) => {
      const { status, text } = await ask(path, body, { ...way, 'x-max-cost-usd': '0.0101' });
      // Responses say all that came once more, at their end.
      expect([status, text.match(/four words/g)!.length < 24]).toEqual([200, true]);
      expect(text).toMatch(error);
      expect(text).toContain('cut off');
      expect(text).not.toContain('[DONE]');
      await upstream.requests.at(-1)?.closed;
    });
  });

  it('ends where a budget of its has no room for more, and is billed for what came', async () => {
    const [, path, body] = WAYS[0]!;
    const { text } = await ask(path, body, { 'x-tollgate-tags': 'project=narrow' });
    const { budget } = (
      JSON.parse(text.slice(text.lastIndexOf('data: ') + 6)) as { error: { budget: object } }
    ).error;
    expect(budget).toMatchObject({ scope: 'selector:narrow', budget_usd: '0.011', reserved_usd: '0.01' });
    const came = text.match(/four words/g)!.length * WORDS.length;
    expect(windowOf('narrow')).toMatchObject({
      spent: BigInt(Math.ceil(came / 4)) * 1_000_000_000n,
      reserved: 0n,
    });
    expect(await call()).toMatchObject({ outcome: 'partial', error_code: 'budget.exceeded', status: 200 });
  });

  it('is one of 20 where 50 ask for a budget of 20, and the ledger has what the budget has spent', async () => {
    const [, path, body] = WAYS[0]!;
    const tags = { 'x-tollgate-tags': 'project=crowd' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) => ask(path, body, { ...tags, ...(at % 2 === 0 ? SLOWLY : {}) })),
    );
    const begun = answers.filter(({ status }) => status === 200);
    expect(begun.length).toBeLessThanOrEqual(20);
    expect(begun.length + answers.filter(({ status }) => status === 402).length).toBe(50);
    for (const { text } of begun) expect(text).toMatch(/budget_exceeded/);
    const { spent, reserved } = windowOf('crowd');
    const { data } = (await (await fetch(`${gateway.url}/usage?group_by=tag.project,outcome`)).json()) as {
      readonly data: readonly Readonly<Record<string, string>>[];
    };
    const row = data.find((one) => one['tag.project'] === 'crowd' && one['outcome'] === 'partial');
    expect([row?.['requests'], toPicoUsd(row?.['cost_usd'] ?? '')]).toEqual([begun.length, spent]);
    expect(reserved).toBe(0n);
  });

  it('goes on for as long as its budgets have room', async () => {
    const long = Array.from({ length: 30 }, () => words(WORDS));
    upstream.next(stream([...long, ...end]));
    const [, path, body] = WAYS[0]!;
    const { text } = await ask(path, body, { 'x-tollgate-tags': 'project=wide' });
    expect(text).toContain('[DONE]');
    expect(windowOf('wide')).toMatchObject({ spent: 10_000_000_000n, reserved: 0n });
  });

  it('is never cut off where its provider keeps to the limit, however long the words are', async () => {
    const [, path, body] = WAYS[0]!;
    for (const way of [{}, SLOWLY]) {
      upstream.next(stream([words('x'.repeat(79)), ...end]));
      const { text } = await ask(path, body, { ...way, 'x-max-cost-usd': '0.01' });
      expect(text).toContain('[DONE]');
    }
  });
});
