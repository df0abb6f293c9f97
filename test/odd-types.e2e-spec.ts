import type { Fields } from '../src/common/fields.js';
import { Cell, type Answered } from './matrix/cell.js';
import { MatrixStage, type Written } from './matrix/matrix-stage.js';
import type { Heard } from './matrix/neutral.js';
import { SURFACES, WIRES } from './matrix/pairs.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { sseFrame } from './support/scripted-upstream/stream-script.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { startGateway } from './support/start-gateway.js';

const HELLO = { turns: [{ by: 'user', text: 'Hello' }] } as const;
const USAGE = { prompt_tokens: 40, completion_tokens: 12, total_tokens: 52 };
const NAMED = { id: 'c-1', created: 1, model: 'm1', usage: USAGE };

const choice = (message: Fields, more: Fields = {}) => ({
  index: 0,
  message: { role: 'assistant', content: 'Hello.', ...message },
  finish_reason: 'stop',
  ...more,
});
const whole = (choices: readonly unknown[], more: Fields = {}) => ({
  body: { object: 'chat.completion', ...NAMED, choices, ...more },
  frames: [],
});
const piece = (delta: Fields, more: Fields = {}) => ({ index: 0, delta, finish_reason: null, ...more });
const streamed = (chunks: readonly Fields[]) => ({
  body: {},
  frames: [
    ...chunks.map((chunk) => sseFrame({ object: 'chat.completion.chunk', ...NAMED, usage: null, ...chunk })),
    sseFrame({ object: 'chat.completion.chunk', ...NAMED, choices: [] }),
    sseFrame('[DONE]'),
  ],
});
const called = { id: 'call_1', type: 'function', function: { name: 'now', arguments: '{"at":1}' } };
const CALL = { name: 'now', args: { at: 1 } };

describe('an answer with values of other types than its API has', () => {
  let stage: MatrixStage;
  beforeAll(async () => void (stage = await MatrixStage.open()));
  afterAll(() => stage.close());

  const wire = WIRES.find(({ id }) => id === 'chat')!;

  /** What each API that is not the provider's own tells of it. */
  async function heardBy(answer: Written, stream = false) {
    const heard: (Heard & { readonly surface: string; readonly body: string })[] = [];
    for (const surface of SURFACES.filter(({ id }) => id !== 'chat')) {
      const cell = new Cell(stage, surface, wire);
      stage.willAnswer(answer);
      const answered = await cell.ask({ ...HELLO, ...(stream && { stream }) });
      expect([surface.id, answered.status]).toEqual([surface.id, 200]);
      const told = stream ? cell.heardStream(answered) : cell.heard(answered);
      if ('faults' in told) expect([surface.id, told.faults]).toEqual([surface.id, []]);
      heard.push({ ...told, surface: surface.id, body: answered.text });
    }
    return heard;
  }

  it.each<[string, Fields]>([
    ['null among its calls', { tool_calls: [null, called] }],
    ['a number among its calls', { tool_calls: [7, called] }],
    ['one call without a list', { tool_calls: called }],
    [
      'arguments that are no text',
      { tool_calls: [{ ...called, function: { name: 'now', arguments: { at: 1 } } }] },
    ],
  ])('has its call with %s', async (_, message) => {
    for (const { calls } of await heardBy(whole([choice(message, { finish_reason: 'tool_calls' })])))
      expect(calls).toMatchObject([CALL]);
  });

  it.each<[string, unknown]>([
    ['no list of calls', { tool_calls: '' }],
    ['a refusal that is none', { refusal: false }],
    ['a refusal that is an object', { refusal: {} }],
  ])('has its text beside %s', async (_, message) => {
    for (const { text } of await heardBy(whole([choice(message as Fields)]))) expect(text).toBe('Hello.');
  });

  it.each<[string, unknown[]]>([
    ['a second choice without a message', [choice({}), { index: 1, message: null, finish_reason: 'stop' }]],
    ['its first choice behind the second', [choice({ content: 'Other.' }, { index: 1 }), choice({})]],
    ['log probabilities that are no list', [choice({}, { logprobs: { content: {} } })]],
    ['a reason to end that is a list', [choice({}, { finish_reason: ['stop'] })]],
    ['no reason to end', [choice({}, { finish_reason: null })]],
  ])('is the first choice, ended as usual, with %s', async (_, choices) => {
    for (const { text, end } of await heardBy(whole(choices)))
      expect([text, end]).toEqual(['Hello.', 'stop']);
  });

  it.each<[string, Fields]>([
    ['no id', { id: undefined }],
    ['an id that is a number', { id: 7 }],
    ['a time with a fraction', { created: 1_790_000_000.25 }],
  ])('is complete with %s', async (_, more) => {
    expectNamed(await heardBy(whole([choice({})], more)));
    const frames = [
      { choices: [piece({ content: 'Hello.' })] },
      { choices: [piece({}, { finish_reason: 'stop' })] },
    ];
    expectNamed(await heardBy(streamed(frames.map((frame) => ({ ...frame, ...more }))), true));
  });

  it('is complete behind a first chunk without names, as Azure sends it', async () => {
    const frames = [
      { id: '', model: '', created: 0, object: '', choices: [] },
      { choices: [piece({ role: 'assistant', content: 'Hello.' })] },
      { choices: [piece({}, { finish_reason: 'stop' })] },
    ];
    expectNamed(await heardBy(streamed(frames), true));
  });

  it('loses no choice of a chunk that has several, in any order', async () => {
    const frames = [
      { choices: [piece({ content: 'Other.' }, { index: 1 }), piece({ content: 'Hel' })] },
      { choices: [piece({ content: 'lo' }), piece({ content: '.' })] },
      { choices: [piece({}, { index: 1, finish_reason: 'stop' }), piece({}, { finish_reason: 'stop' })] },
    ];
    for (const { text } of await heardBy(streamed(frames), true)) expect(text).toBe('Hello.');
  });

  function expectNamed(heard: Awaited<ReturnType<typeof heardBy>>) {
    for (const { surface, body } of heard) {
      const [, id] = /"(?:id|responseId)":"([^"]+)"/.exec(body) ?? [];
      const [, model] = /"(?:model|modelVersion)":"([^"]+)"/.exec(body) ?? [];
      const isNamed = id !== undefined || surface === 'gemini';
      expect([surface, isNamed, model]).toEqual([surface, true, 'm1']);
      expect(body).not.toMatch(/"created_at":\d+\./);
    }
  }
});

describe('a stream that turns out to be none, on the quick way', () => {
  let stage: MatrixStage;
  beforeAll(async () => void (stage = await MatrixStage.open()));
  afterAll(() => stage.close());

  const unnamed = { index: 0, id: 'call_1', type: 'function', function: { arguments: '{"at":1}' } };
  it.each<[string, Fields]>([
    ['a call without a name', { tool_calls: [unnamed] }],
    ['more calls than any request asks for', { tool_calls: [{ ...called, index: 5_000 }] }],
  ])('ends as one that failed, with %s', async (_, delta) => {
    const cell = new Cell(stage, SURFACES[0]!, WIRES[0]!);
    for (const more of [{}, { stream_options: { include_usage: true } }]) {
      const begun = { choices: [piece({ role: 'assistant', content: 'Hel' })] };
      const over = { choices: [piece({}, { finish_reason: 'tool_calls' })] };
      stage.willAnswer(streamed([begun, { choices: [piece(delta)] }, over]));
      const answered = await cell.ask({ ...HELLO, stream: true }, { more });
      expectFailure(cell, answered);
    }
  });

  it('ends as one that failed, with more choices than any request asks for', async () => {
    const cell = new Cell(stage, SURFACES[0]!, WIRES[0]!);
    const begun = { choices: [piece({ role: 'assistant', content: 'Hel' })] };
    stage.willAnswer(streamed([begun, { choices: [piece({ content: 'lo' }, { index: 5_000 })] }]));
    expectFailure(cell, await cell.ask({ ...HELLO, stream: true }));
  });

  function expectFailure(cell: Cell, answered: Answered) {
    const { text, close } = cell.heardStream(answered);
    expect([answered.status, answered.isBroken, text, close]).toEqual([200, false, 'Hel', 'failed']);
  }
});

describe('an answer of the older form that does not say what it is', () => {
  it.each([undefined, null, 7])('is one all the same: %j', async (object) => {
    const stage = await MatrixStage.open();
    const said = { ...NAMED, object, choices: [{ index: 0, text: 'Hello.', finish_reason: 'stop' }] };
    for (const stream of [false, true]) {
      stage.willAnswer({ body: said, frames: [sseFrame(said), sseFrame('[DONE]')] });
      const answer = await fetch(`${stage.gateway.url}/v1/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'talks/m1', prompt: 'Hi', max_tokens: 9, stream }),
      });
      const text = await answer.text();
      expect([answer.status, text]).toEqual([200, expect.stringContaining('"text":"Hello."')]);
      expect(text).toContain('"object":"text_completion"');
      expect(text).not.toContain('"error"');
    }
    await stage.close();
  });
});

describe('a reason to end that is no text', () => {
  it.each<[string, unknown]>([
    ['a list', ['stop']],
    ['false', false],
  ])('keeps no row out of the ledger: %s', async (_, reason) => {
    const answer = { object: 'chat.completion', ...NAMED, choices: [choice({}, { finish_reason: reason })] };
    const upstream = await ScriptedUpstream.start({ fallback: answerJson(200, answer) });
    const gateway = await startGateway(
      {},
      `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m1 }]
budgets: { everything: { budgets: [{ budget_usd: "1", per: day }] } }
unknown_price: allow`,
    );
    const asked = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'local/m1', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] }),
    });
    expect(asked.status).toBe(200);
    const usage = await fetch(`${gateway.url}/usage?group_by=model`);
    expect([usage.status, await usage.json()]).toMatchObject([200, { data: [{ requests: 1 }] }]);
    await gateway.close();
    await upstream.close();
  });
});
