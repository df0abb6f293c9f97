import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';
import { PromptCaches } from './support/prompt-caches.js';

const KEYS = { POOL_A: 'canary-a', POOL_B: 'canary-b', POOL_C: 'canary-c', LONE: 'canary-lone' };
const TURNS = 4;
const CONVERSATIONS = 12;

interface Turn {
  readonly outcome: string | null;
  readonly cachedTokens: number;
  readonly provider: string | null;
}

describe('conversations', () => {
  let upstream: ScriptedUpstream;
  let caches: PromptCaches;
  let gateway: RunningGateway;
  let replica: RunningGateway;

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: (exchange) => caches.answer(exchange) });
    gateway = await startGateway(KEYS, configOf('[POOL_A, POOL_B, POOL_C]', upstream));
    replica = await startGateway(KEYS, configOf('[POOL_C, POOL_A, POOL_B]', upstream));
  });
  beforeEach(() => void (caches = new PromptCaches()));
  afterAll(async () => {
    await gateway.close();
    await replica.close();
    await upstream.close();
  });

  const post = (path: string, body: object, headers = {}, to = gateway) =>
    fetch(to.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  /** A whole conversation, each turn with all that was said before. */
  async function converse(model: string, about: string, to = gateway): Promise<Turn[]> {
    const messages = [
      { role: 'system', content: `You know all about ${about}.` },
      { role: 'user', content: about },
    ];
    const turns: Turn[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      const response = await post('/v1/chat/completions', { model, messages }, {}, to);
      const body = (await response.json()) as {
        choices: [{ message: { content: string } }];
        usage: { prompt_tokens_details: { cached_tokens: number } };
      };
      turns.push({
        outcome: response.headers.get('x-tollgate-affinity'),
        cachedTokens: body.usage.prompt_tokens_details.cached_tokens,
        provider: response.headers.get('x-tollgate-provider'),
      });
      const { content } = body.choices[0].message;
      messages.push({ role: 'assistant', content }, { role: 'user', content: `and ${turn}?` });
    }
    return turns;
  }

  const converseAll = (model: string, prefix: string, to = gateway) =>
    Promise.all(
      Array.from({ length: CONVERSATIONS }, (_, index) => converse(model, `${prefix} ${index}`, to)),
    );
  const cachedIn = (all: readonly Turn[][]) =>
    all.flat().reduce((sum, { cachedTokens }) => sum + cachedTokens, 0);

  it('of a pool find as much in the caches of its keys as they would find in that of one key', async () => {
    const pooled = await converseAll('pool/m-1', 'Topic');
    expect(caches.keysAsked.size).toBe(3);
    caches = new PromptCaches();
    const lone = await converseAll('lone/m-1', 'Topic');
    expect(cachedIn(pooled)).toBe(cachedIn(lone));
    expect(cachedIn(pooled)).toBeGreaterThan(0);
    expect(pooled.map((turns) => turns.map(({ outcome }) => outcome))).toEqual(
      Array.from({ length: CONVERSATIONS }, () => ['initialize', 'retain', 'retain', 'retain']),
    );
    expect(new Set(lone.flat().map(({ outcome }) => outcome))).toEqual(new Set([null]));
  });

  it('go to the same key in every process, in whatever order it has them', async () => {
    await converseAll('pool/m-1', 'Replica');
    const here = caches.keysByConversation();
    caches = new PromptCaches();
    await converseAll('pool/m-1', 'Replica', replica);
    expect(caches.keysByConversation()).toEqual(here);
  });

  it('of a weighted route keep to one target, and to one of its keys', async () => {
    const all = await converseAll('spread', 'Route');
    for (const turns of all) expect(new Set(turns.map(({ provider }) => provider)).size).toBe(1);
    expect(new Set(all.map(([first]) => first!.provider))).toEqual(new Set(['pool', 'lone']));
    expect([...caches.keysByConversation().values()].every((keys) => keys.length === 1)).toBe(true);
  });

  it('take turns where the operator wants it so', async () => {
    const all = await converseAll('turns/m-1', 'Off');
    expect(new Set(all.flat().map(({ outcome }) => outcome))).toEqual(new Set([null]));
    expect([...caches.keysByConversation().values()].every((keys) => keys.length > 1)).toBe(true);
    const drawn = await converseAll('drawn', 'Off');
    expect(new Set(drawn.flat().map(({ outcome }) => outcome))).toEqual(new Set([null]));
  });

  it.each<[string, string, object, (words: string) => object]>([
    [
      '/v1/chat/completions',
      'stream',
      { stream: true },
      (words) => ({ messages: [{ role: 'user', content: words }] }),
    ],
    ['/v1/responses', 'whole', {}, (words) => ({ input: words })],
    [
      '/v1/messages',
      'whole',
      { max_tokens: 9 },
      (words) => ({ messages: [{ role: 'user', content: words }] }),
    ],
    [
      '/v1beta/models/pool/m-1:generateContent',
      'whole',
      { model: undefined },
      (words) => ({ contents: [{ role: 'user', parts: [{ text: words }] }] }),
    ],
  ])('on %s (%s) are kept by the name that the client gives them', async (path, _form, more, bodyOf) => {
    const session = path.replaceAll(/\W/g, '-');
    const outcomes: (string | null)[] = [];
    for (const words of ['one', 'two', 'three']) {
      const body = { model: 'pool/m-1', ...more, ...bodyOf(words) };
      const response = await post(path, body, { 'x-tollgate-session': session });
      await response.text();
      outcomes.push(response.headers.get('x-tollgate-affinity'));
    }
    expect(outcomes).toEqual(['initialize', 'retain', 'retain']);
    expect(caches.keysAsked.size).toBe(1);
    await gateway.logLine(({ affinity, session_id: id }) => affinity === 'retain' && id === session);
  });

  it('on the agent endpoint are kept by their messages; a prompt alone takes its turn', async () => {
    const path = '/agents/llm-providers/pool';
    const messages = [{ role: 'user', content: 'Agent?' }];
    const outcomes: (string | null)[] = [];
    for (let call = 0; call < 2; call += 1) {
      const response = await post(path, { messages });
      await response.text();
      outcomes.push(response.headers.get('x-tollgate-affinity'));
    }
    expect(outcomes).toEqual(['initialize', 'retain']);
    expect(caches.keysAsked.size).toBe(1);
    for (let call = 0; call < 3; call += 1) await (await post(path, { prompt: 'Agent?' })).text();
    expect(caches.keysAsked.size).toBe(3);
  });

  it('of a route move with their target, and no others; they move back when it answers again', async () => {
    const firsts = async () => {
      const all = await converseAll('spread', 'Moved');
      return all.map(([first]) => ({ outcome: first!.outcome, provider: first!.provider }));
    };
    const before = await firsts();
    caches.limit('canary-lone');
    const during = await firsts();
    caches = new PromptCaches();
    const after = await firsts();
    const wasMoved = before.map(({ provider }) => provider === 'lone');
    expect(wasMoved).toContain(true);
    expect(during).toEqual(
      wasMoved.map((isMoved) => ({ provider: 'pool', outcome: isMoved ? 'switch' : 'retain' })),
    );
    expect(after).toEqual(
      before.map(({ provider }, at) => ({ provider, outcome: wasMoved[at] ? 'switch' : 'retain' })),
    );
  });

  describe('whose key is limited', () => {
    it('move, and no others; the header and the counter say so', async () => {
      await converseAll('pool/m-2', 'Limited');
      const before = caches.keysByConversation();
      const [failing] = before.values().next().value!;
      caches = new PromptCaches();
      caches.limit(failing!);
      const all = await converseAll('pool/m-2', 'Limited');
      const after = caches.keysByConversation();
      for (const [conversation, [key]] of before) {
        const moved = after.get(conversation)!;
        const isMoved = key === failing;
        expect([moved.includes(failing!), isMoved || moved[0] === key]).toEqual([false, true]);
      }
      const outcomes = all.map(([first]) => first!.outcome);
      const of = (name: string) => outcomes.filter((outcome) => outcome === name).length;
      const held = [...before.values()].filter(([key]) => key === failing).length;
      expect([of('switch'), of('retain')]).toEqual([held, CONVERSATIONS - held]);
      const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
      expect(metrics).toMatch(
        /tollgate_affinity_total\{[^}]*gen_ai_provider_name="pool"[^}]*outcome="switch"\} \d/,
      );
    });
  });
});

function configOf(keys: string, upstream: ScriptedUpstream): string {
  const base = `base_url: ${upstream.origin}/v1`;
  return `
providers:
  - { id: pool, ${base}, default_model: m-1, api_key_variables: ${keys} }
  - { id: turns, ${base}, default_model: m-1, api_key_variables: ${keys}, affinity: off }
  - { id: lone, ${base}, default_model: m-1, api_key_variable: LONE }
routes:
  - id: spread
    strategy: weighted
    targets: [{ provider: pool }, { provider: lone }]
  - id: drawn
    strategy: weighted
    affinity: off
    targets: [{ provider: pool }, { provider: lone }]
`;
}
