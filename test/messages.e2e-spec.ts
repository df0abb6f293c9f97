import { failureOf, fixtureOf, WIRES, willSay, type ClientWire } from './support/client-wires.js';
import { KEY, ProviderStage } from './support/provider-stage.js';
import { answerBytes, answerJson } from './support/scripted-upstream/scripts.js';
import { cutsOf } from './support/staged-providers.js';

const [OPENAI, ANTHROPIC, GEMINI] = WIRES as unknown as [ClientWire, ClientWire, ClientWire];
const HELLO = { max_tokens: 100, messages: [{ role: 'user', content: 'hello there' }] };
const JSON_TYPE = { 'content-type': 'application/json' };

interface Event {
  readonly type: string;
  readonly [field: string]: unknown;
}

let stage: ProviderStage;
beforeAll(async () => void (stage = await ProviderStage.open()));
afterAll(() => stage.close());

const post = (body: object | string, headers: Readonly<Record<string, string>> = {}, path = '/v1/messages') =>
  fetch(stage.gateway.url + path, {
    method: 'POST',
    headers: { ...JSON_TYPE, 'anthropic-version': '2023-06-01', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const eventsIn = (text: string): Event[] =>
  [...text.matchAll(/^event: (.*)\ndata: (.*)\n\n/gm)].map(([, name, data = '']) => {
    const event = JSON.parse(data) as Event;
    expect(event.type).toBe(name);
    return event;
  });
const withoutPings = (events: readonly Event[]) => events.filter(({ type }) => type !== 'ping');
/** Signs of life may come anywhere. */
const streamed = async (body: object) =>
  withoutPings(eventsIn(await (await post({ ...body, stream: true })).text()));
const sent = () => stage.upstream.requests.at(-1)?.body;

describe('POST /v1/messages', () => {
  it.each(WIRES)('gives a whole answer, and a stream, of $provider', async (wire) => {
    const fixture = fixtureOf(wire, 'plain');
    willSay(stage, fixture);
    const answer = await post({ ...HELLO, model: wire.model }, {}, '/v1/messages?beta=true');
    const { content, ...message } = (await answer.json()) as { content: { type: string; text?: string }[] };
    expect(message).toMatchObject({ type: 'message', role: 'assistant', stop_reason: 'end_turn' });
    const text = content.map((block) => block.text ?? '').join('');
    expect([answer.status, text]).toEqual([200, fixture.expected.text]);
    expect(answer.headers.get('request-id')).toBe(answer.headers.get('x-request-id'));
    expect(answer.headers.get('x-tollgate-provider')).toBe(wire.provider);
    const events = await streamed({ ...HELLO, model: wire.model });
    expect(events.map(({ type }) => type).filter((type) => !type.endsWith('_block_delta'))).toEqual([
      'message_start',
      ...content.flatMap(() => ['content_block_start', 'content_block_stop']),
      'message_delta',
      'message_stop',
    ]);
    const said = events.map((event) => (event['delta'] as { text?: string } | undefined)?.text ?? '');
    expect(said.join('')).toBe(fixture.expected.text);
    // as Anthropic has it: `@ai-sdk/anthropic` 3 refuses an answer with `citations: null`
    expect(JSON.stringify([content, events])).not.toContain('"citations":null');
  });

  it('tells what a provider cannot be told, or refuses it', async () => {
    willSay(stage, fixtureOf(OPENAI, 'plain'));
    const asked = {
      ...HELLO,
      model: OPENAI.model,
      context_management: { edits: [] },
      metadata: { user_id: 'u' },
    };
    const answer = await post(asked);
    expect(JSON.parse(answer.headers.get('x-tollgate-warnings') ?? '[]')).toMatchObject([
      { parameter: 'context_management', action: 'dropped' },
    ]);
    expect(sent()).toEqual({
      model: 'gpt-6-luna',
      messages: HELLO.messages,
      max_completion_tokens: 100,
      user: 'u',
    });
    const refusal = await post({ ...asked, model: 'local/llama3.3' }, { 'x-strict-params': 'true' });
    expect([refusal.status, await refusal.text()]).toEqual([
      400,
      expect.stringContaining('"message":"context_management: ') as string,
    ]);
  });

  it('asks no provider to call a tool that it is not offered', async () => {
    willSay(stage, fixtureOf(OPENAI, 'plain'));
    const tools = [{ name: 'f' }, { type: 'web_search_20250305', name: 'web_search' }];
    const asked = { ...HELLO, model: 'local/llama3.3', tools };
    const answer = await post({ ...asked, tool_choice: { type: 'tool', name: 'web_search' } });
    const told = JSON.parse(answer.headers.get('x-tollgate-warnings') ?? '[]') as { parameter: string }[];
    expect([answer.status, told.map(({ parameter }) => parameter)]).toEqual([200, ['tools', 'tool_choice']]);
    expect(sent()).toMatchObject({ tools: [{ function: { name: 'f' } }] });
    expect(sent()).not.toHaveProperty('tool_choice');
  });

  it('parts the thoughts of a model that tells them in several summaries', async () => {
    const summary = ['One.', 'Two.'].map((text) => ({ type: 'summary_text', text }));
    const call = { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'f', arguments: '{}' };
    const output = [{ type: 'reasoning', id: 'rs_1', summary }, call];
    const response = { id: 'resp_1', object: 'response', created_at: 1, model: 'gpt-6-luna', output };
    stage.willAct(answerJson(200, { ...response, status: 'completed' }));
    const tools = [{ name: 'f', input_schema: { type: 'object' } }];
    const answer = await post({ ...HELLO, model: OPENAI.model, tools });
    expect(stage.upstream.requests.at(-1)?.path).toBe('/v1/responses');
    expect(await answer.json()).toMatchObject({ content: [{ thinking: 'One.\n\nTwo.' }, {}, { name: 'f' }] });
  });

  it.each([
    { wire: OPENAI, model: 'gpt-6-luna', expected: { reasoning_effort: 'none' } },
    {
      wire: GEMINI,
      model: 'gemini-2.5-flash',
      expected: { generationConfig: { thinkingConfig: { thinkingBudget: 0 } } },
    },
  ])(
    'asks $model to think nothing where its caller turns thinking off',
    async ({ wire, model, expected }) => {
      willSay(stage, fixtureOf(wire, 'plain'));
      const answer = await post({
        ...HELLO,
        model: `${wire.provider}/${model}`,
        thinking: { type: 'disabled' },
      });
      expect([answer.status, sent()]).toMatchObject([200, expected]);
    },
  );

  it('tells a model nothing of thinking where it is known to take no such word', async () => {
    willSay(stage, fixtureOf(GEMINI, 'plain'));
    const model = `${GEMINI.provider}/gemini-2.5-pro`;
    const answer = await post({ ...HELLO, model, thinking: { type: 'disabled' } });
    expect([answer.status, JSON.stringify(sent()).includes('thinkingConfig')]).toEqual([200, false]);
  });

  it.each([
    [{ type: 'enabled', budget_tokens: 31_999 }, 'local/effort'],
    [{ type: 'disabled' }, 'local/no-effort'],
  ])('asks again without the effort that a model refuses, and says so: %j', async (thinking, model) => {
    const refusal = {
      error: { message: "Unsupported parameter: 'reasoning_effort'", param: 'reasoning_effort' },
    };
    const { body } = fixtureOf(OPENAI, 'plain');
    stage.willAct(({ request, response }) => {
      const isRefused = request.body?.['reasoning_effort'] !== undefined;
      response.writeHead(isRefused ? 400 : 200, JSON_TYPE).end(JSON.stringify(isRefused ? refusal : body));
    });
    const answer = await post({ ...HELLO, model, thinking });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-tollgate-warnings')).toContain('"parameter":"thinking"');
  });

  it.each([false, true])('brings back the signatures of Gemini, streamed: %s', async (stream) => {
    willSay(stage, fixtureOf(GEMINI, 'tool-call'));
    const asked = { ...HELLO, model: GEMINI.model };
    const content = stream
      ? (await streamed(asked)).flatMap(({ content_block: block }) => (block ? [block] : []))
      : ((await (await post(asked)).json()) as { content: readonly object[] }).content;
    const calls = (content as { type: string; id?: string }[]).filter(({ type }) => type === 'tool_use');
    const results = calls.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: 'rain' }));
    const turn = [
      { role: 'assistant', content },
      { role: 'user', content: results },
    ];
    await post({ ...asked, messages: [...HELLO.messages, ...turn] });
    expect(JSON.stringify(sent())).toContain('"thoughtSignature":"c2lnbmF0dXJl"');
  });

  it('tells the log which conversation of Claude Code it belongs to', async () => {
    willSay(stage, fixtureOf(OPENAI, 'plain'));
    const session = { 'x-claude-code-session-id': 'd068b97c-3023-4b35' };
    const id = (await post({ ...HELLO, model: OPENAI.model }, session)).headers.get('request-id');
    const line = await stage.gateway.logLine((fields) => fields['request_id'] === id);
    expect(line).toMatchObject({ session_id: 'd068b97c-3023-4b35' });
  });

  it('ends a stream that breaks in one error, and without its stop', async () => {
    const fixture = fixtureOf(OPENAI, 'plain');
    const { at, ending } = cutsOf(fixture).at(-1)!;
    willSay(stage, fixture, { maxBytes: at, ending });
    const names = (await streamed({ ...HELLO, model: OPENAI.model })).map(({ type }) => type);
    expect(names.at(-1)).toBe('error');
    expect(names).not.toContain('message_stop');
  });

  it.each([
    ['provider.rejected', 400, 'invalid_request_error'],
    ['model.not_found', 404, 'not_found_error'],
    ['provider.rate_limited', 429, 'rate_limit_error'],
    ['provider.unavailable', 502, 'api_error'],
    ['provider.timed_out', 504, 'timeout_error'],
  ] as const)('tells %s as %i %s', async (code, status, type) => {
    stage.willFail(failureOf(OPENAI, code));
    for (const stream of [false, true]) {
      const answer = await post({ ...HELLO, model: OPENAI.model, stream });
      expect([answer.status, await answer.json()]).toMatchObject([
        status,
        { type: 'error', error: { type }, request_id: answer.headers.get('request-id') },
      ]);
    }
  });

  it.each<[string, RequestInit, number, string]>([
    ['no JSON', { body: '{' }, 400, 'invalid_request_error'],
    ['no object', { body: '[]' }, 400, 'invalid_request_error'],
    [
      'another media type',
      { body: 'x', headers: { 'content-type': 'text/plain' } },
      415,
      'invalid_request_error',
    ],
    ['another method', { method: 'GET' }, 405, 'invalid_request_error'],
    [
      'a page of another site',
      { headers: { ...JSON_TYPE, origin: 'http://evil.example' }, body: '{}' },
      403,
      'permission_error',
    ],
  ])('refuses %s in its own shape', async (_, init, status, type) => {
    const answer = await fetch(`${stage.gateway.url}/v1/messages`, {
      method: 'POST',
      headers: JSON_TYPE,
      ...init,
    });
    expect([answer.status, await answer.json()]).toMatchObject([status, { type: 'error', error: { type } }]);
  });

  it('has nothing at other addresses below it, and no model that nobody has', async () => {
    for (const [path, model] of [
      ['/v1/messages/nowhere', ANTHROPIC.model],
      ['/v1/messages', 'nowhere-1'],
    ] as const) {
      const answer = await post({ ...HELLO, model }, {}, path);
      expect([answer.status, await answer.json()]).toMatchObject([
        404,
        { error: { type: 'not_found_error' } },
      ]);
    }
  });
});

describe('a conversation that is too long for its model', () => {
  const REFUSALS: readonly (readonly [string, object])[] = [
    [
      OPENAI.model,
      { error: { code: 'context_length_exceeded', message: 'Please shorten it.', param: null } },
    ],
    [
      ANTHROPIC.model,
      {
        type: 'error',
        error: { type: 'invalid_request_error', message: 'prompt is too long: 9 tokens > 8' },
      },
    ],
    [
      GEMINI.model,
      {
        error: {
          code: 400,
          message: 'The input token count (9) exceeds the maximum number of tokens allowed (8).',
          status: 'INVALID_ARGUMENT',
        },
      },
    ],
  ];
  const messages = HELLO.messages;
  const contents = [{ role: 'user', parts: [{ text: 'hello there' }] }];

  it.each(REFUSALS)('is refused in the words that each client knows, by %s', async (model, body) => {
    stage.willAct(answerJson(400, body));
    const errorOf = async (path: string, asked: object) => {
      const answer = await post(asked, {}, path);
      expect(answer.status).toBe(400);
      return ((await answer.json()) as { error: object }).error;
    };
    expect(await errorOf('/v1/messages', { ...HELLO, model })).toMatchObject({
      message: expect.stringMatching(/prompt is too long/),
    });
    const code = 'context_length_exceeded';
    expect(await errorOf('/v1/chat/completions', { messages, model })).toMatchObject({ code });
    expect(await errorOf('/v1/responses', { input: 'hi', model, stream: true })).toMatchObject({ code });
    expect(await errorOf(`/v1beta/models/${model}:generateContent`, { contents })).toMatchObject({
      message: expect.stringMatching(/exceeds the maximum number of tokens allowed/),
    });
  });
});

describe('POST /v1/messages to a provider that speaks it', () => {
  const asked = {
    ...HELLO,
    system: [
      { type: 'text', text: 'x-anthropic-billing-header: cch=f1;' },
      { type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral', ttl: '1h' } },
    ],
    messages: [
      ...HELLO.messages,
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
          { type: 'server_tool_use', id: 'srv_1', name: 'web_search', input: {} },
          { type: 'tool_use', id: 'toolu_1', name: 'f', input: { x: 1.5 } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'toolu_1', content: 'no', is_error: true, cache_control: null },
          { type: 'document', source: { type: 'file', file_id: 'file_1' }, citations: { enabled: true } },
        ],
      },
    ],
    thinking: { type: 'enabled', budget_tokens: 31_999 },
    tools: [
      { type: 'web_search_20250305', name: 'web_search' },
      { name: 'f', input_schema: {}, new_field: 1 },
    ],
    tool_choice: { type: 'auto', disable_parallel_tool_use: true },
    metadata: { user_id: 'u'.repeat(100) },
    context_management: { edits: [] },
    of_tomorrow: [{}],
  };
  const READ_BY = { 'anthropic-version': '2026-10-21', 'anthropic-beta': 'one-2026-01-01,two-2026-02-02' };

  it('brings the request as it was written, with the headers that it is read by', async () => {
    willSay(stage, fixtureOf(ANTHROPIC, 'plain'));
    for (const stream of [undefined, false, true]) {
      const headers = {
        ...READ_BY,
        cookie: 'a=b',
        'x-api-key': 'of-the-caller',
        'anthropic-organization': 'x',
      };
      const answer = await post({ ...asked, model: ANTHROPIC.model, stream }, headers);
      expect([answer.status, answer.headers.get('x-tollgate-warnings')]).toEqual([200, null]);
      await answer.text();
      const { stream: streams, ...body } = sent() ?? {};
      expect([streams ?? false, body]).toEqual([stream ?? false, { ...asked, model: 'claude-haiku-5-5' }]);
      const { headers: brought } = stage.upstream.requests.at(-1)!;
      expect(brought).toMatchObject({ ...READ_BY, 'x-api-key': KEY });
      expect([brought.cookie, brought['anthropic-organization']]).toEqual([undefined, undefined]);
    }
  });

  it('writes ids of calls that another model made so that Claude takes them', async () => {
    willSay(stage, fixtureOf(ANTHROPIC, 'plain'));
    const turns = (id: string) => [
      { role: 'user', content: 'What time is it?' },
      { role: 'assistant', content: [{ type: 'tool_use', id, name: 'now', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: 'noon' }] },
    ];
    const messages = turns('functions.now:0');
    const answer = await post({ model: ANTHROPIC.model, max_tokens: 5, messages });
    expect([answer.status, sent()?.['messages']]).toEqual([200, turns('functions_2e_now_3a_0')]);
  });

  it.each(['plain', 'tool-call', 'usage-details', 'length-stop', 'refusal', 'unknown-fields'])(
    'brings the answer %s as it was written, whole and event by event',
    async (name) => {
      const fixture = fixtureOf(ANTHROPIC, name);
      const text = JSON.stringify(fixture.body, null, 1);
      stage.willAct(answerBytes('application/json', text));
      expect(await (await post({ ...HELLO, model: ANTHROPIC.model })).text()).toBe(text);
      willSay(stage, fixture);
      const answer = await post({ ...HELLO, model: ANTHROPIC.model, stream: true });
      expect(await answer.text()).toBe((fixture.stream ?? '').replaceAll('\r\n', '\n'));
    },
  );

  it('brings events that it cannot read, before the first word, too', async () => {
    const fixture = fixtureOf(ANTHROPIC, 'plain');
    const search = [
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'server_tool_use', id: 's', input: {} },
      },
      ...Array.from({ length: 40 }, () => ({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'input_json_delta', partial_json: ' ' },
      })),
      { type: 'content_block_stop', index: 0 },
    ];
    const [first, ...rest] = eventsIn(fixture.stream ?? '');
    const all = withoutPings([...(first ? [first] : []), ...search, ...rest]);
    const text = all.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
    willSay(stage, { body: null, stream: text });
    expect(await streamed({ ...HELLO, model: ANTHROPIC.model })).toEqual(all);
  });

  it('leaves out what the rules of the model take out, and says so', async () => {
    willSay(stage, fixtureOf(ANTHROPIC, 'plain'));
    const answer = await post({
      ...HELLO,
      model: ANTHROPIC.model,
      temperature: 0.5,
      top_k: 3,
      stop_sequences: ['x'],
    });
    expect(sent()).toEqual({ ...HELLO, model: 'claude-haiku-5-5', stop_sequences: ['x'] });
    const warned = JSON.parse(answer.headers.get('x-tollgate-warnings') ?? '[]') as { parameter: string }[];
    expect(warned.map(({ parameter }) => parameter)).toEqual(['temperature', 'top_k']);
  });

  it('tells that Anthropic has too much to do as Anthropic does, in a stream, too', async () => {
    const error = { type: 'overloaded_error', message: 'Overloaded' };
    stage.willAct(answerJson(529, { type: 'error', error }));
    const answer = await post({ ...HELLO, model: 'anthropic/claude-busy-1' });
    expect([answer.status, await answer.json()]).toMatchObject([
      529,
      { error: { type: 'overloaded_error' } },
    ]);
    const begun = eventsIn(fixtureOf(ANTHROPIC, 'plain').stream ?? '').slice(0, 5);
    const all = [...begun, { type: 'error', error }];
    const text = all.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
    willSay(stage, { body: null, stream: text });
    const last = (await streamed({ ...HELLO, model: ANTHROPIC.model })).at(-1);
    expect(last).toMatchObject({ type: 'error', error: { type: 'overloaded_error' } });
  });

  it('tells the names by which clients choose what to do next', async () => {
    const details = { error_code: 'thread_not_found', unsupported: ['thread', 'no name'], hint: 'x' };
    const error = { type: 'not_found_error', message: 'thread: there is none', details };
    stage.willFail({ ...failureOf(ANTHROPIC, 'model.not_found'), body: { type: 'error', error } });
    const answer = await post({ ...HELLO, model: ANTHROPIC.model, thread: { type: 'continue', id: 't' } });
    expect(await answer.json()).toEqual({ type: 'error', error });
  });

  it.each([
    'provider.rejected',
    'model.not_found',
    'provider.rate_limited',
    'provider.unavailable',
    'provider.timed_out',
  ] as const)('tells %s as Anthropic told it', async (code) => {
    const failure = failureOf(ANTHROPIC, code);
    stage.willFail(failure);
    for (const stream of [false, true]) {
      const answer = await post({ ...HELLO, model: ANTHROPIC.model, stream });
      expect([answer.status, await answer.json()]).toEqual([failure.status, failure.body]);
    }
  });

  it.each(['provider.auth_failed', 'provider.quota_exhausted'] as const)(
    'tells nobody of the account behind it: %s',
    async (code) => {
      stage.willFail(failureOf(ANTHROPIC, code));
      const answer = await post({ ...HELLO, model: ANTHROPIC.model });
      const { error } = (await answer.json()) as { error: { type: string; message: string } };
      expect([answer.status, error.type]).toEqual([502, 'api_error']);
      expect(error.message).toContain('ANTHROPIC_API_KEY');
    },
  );

  it('shows no refusal that repeats the prompt or the key', async () => {
    const secret = 'the heron stands in the reeds at dawn';
    const error = { type: 'invalid_request_error', message: `Bad: ${secret} {{key}}` };
    stage.willFail({ ...failureOf(ANTHROPIC, 'provider.rejected'), body: { type: 'error', error } });
    const answer = await post({ ...HELLO, model: ANTHROPIC.model, system: [{ type: 'text', text: secret }] });
    const shown = (await answer.text()) + stage.gateway.logText();
    expect([answer.status, shown.includes(secret), shown.includes(KEY)]).toEqual([400, false, false]);
  });

  it('leaves out the thoughts of another model, which nobody signed', async () => {
    willSay(stage, fixtureOf(ANTHROPIC, 'plain'));
    const use = { type: 'tool_use', id: 'a', name: 'f', input: {} };
    const thought = { type: 'thinking', thinking: 'Hm.', signature: '' };
    const result = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'x' }] };
    const turn = (...content: readonly object[]) => [
      ...HELLO.messages,
      { role: 'assistant', content },
      result,
    ];
    const thinking = { type: 'enabled', budget_tokens: 2_000 };
    await post({ ...HELLO, model: ANTHROPIC.model, thinking, messages: turn(thought, use) });
    expect(sent()).toMatchObject({ messages: turn(use), thinking: { type: 'disabled' } });
  });
});

describe('POST /v1/messages to servers that speak it beside chat completions', () => {
  const fixture = fixtureOf(ANTHROPIC, 'unknown-fields');
  const asked = { ...HELLO, thinking: { type: 'adaptive' }, of_tomorrow: [1] };

  it.each([
    ['openrouter/anthropic/claude-haiku-5.5', '/api/v1/messages'],
    ['requesty/anthropic/claude-haiku-5-5', '/v1/messages'],
    ['both/any-model', '/v1/messages'],
  ])('brings request and answer of %s as they came', async (model, path) => {
    willSay(stage, fixture);
    const bare = model.slice(model.indexOf('/') + 1);
    const answer = await post({ ...asked, model }, { 'anthropic-beta': 'one' });
    expect([answer.status, await answer.json()]).toEqual([200, fixture.body]);
    const { headers, ...request } = stage.upstream.requests.at(-1)!;
    expect(request).toMatchObject({ path, body: { ...asked, model: bare } });
    expect(headers).toMatchObject({ 'anthropic-version': '2023-06-01', 'anthropic-beta': 'one' });
    if (model.startsWith('both')) expect(headers['x-api-key']).toBeUndefined();
    else expect(headers).toMatchObject({ 'x-api-key': KEY, authorization: `Bearer ${KEY}` });
    const stream = await post({ ...asked, model, stream: true });
    expect(await stream.text()).toBe((fixture.stream ?? '').replaceAll('\r\n', '\n'));
  });

  it('translates for their other models, and counts by an estimate', async () => {
    willSay(stage, fixtureOf(OPENAI, 'plain'));
    const model = 'openrouter/openai/gpt-6-luna';
    expect((await post({ ...HELLO, model })).status).toBe(200);
    expect(stage.upstream.requests.at(-1)?.path).toBe('/api/v1/chat/completions');
    const count = await post({ ...HELLO, model: 'both/any' }, {}, '/v1/messages/count_tokens');
    expect(count.headers.get('x-tollgate-token-count')).toBe('estimate');
  });

  it('reads failures in the shape that the server has', async () => {
    const error = { code: 402, message: 'Insufficient credits' };
    stage.willAct(answerJson(402, { error }));
    const answer = await post({ ...HELLO, model: 'openrouter/anthropic/claude-haiku-5.5' });
    expect([answer.status, await answer.json()]).toMatchObject([502, { error: { type: 'api_error' } }]);
    stage.willAct(answerJson(404, { detail: 'Not Found' }));
    expect((await post({ ...HELLO, model: 'both/any' })).status).toBe(502);
  });
});

describe('POST /v1/messages/count_tokens', () => {
  const count = (body: object) => post(body, {}, '/v1/messages/count_tokens?beta=true');

  it('is the count of a provider that has one', async () => {
    stage.willAct(answerJson(200, { input_tokens: 42 }));
    const { max_tokens: _none, ...asked } = { ...HELLO, system: 'Be brief.', tools: [{ name: 'f' }] };
    const answer = await count({ ...asked, model: ANTHROPIC.model });
    expect([await answer.json(), answer.headers.get('x-tollgate-token-count')]).toEqual([
      { input_tokens: 42 },
      'provider',
    ]);
    expect(stage.upstream.requests.at(-1)).toMatchObject({
      path: '/v1/messages/count_tokens',
      body: { ...asked, model: 'claude-haiku-5-5' },
    });
    const id = answer.headers.get('request-id');
    const line = await stage.gateway.logLine((fields) => fields['request_id'] === id);
    expect(line).toMatchObject({ outcome: 'finished', total_tokens: 0 });
  });

  it('is the count of Gemini, too, in its words', async () => {
    stage.willAct(answerJson(200, { totalTokens: 9 }));
    const answer = await count({ ...HELLO, model: GEMINI.model, system: 'Be brief.' });
    expect([await answer.json(), answer.headers.get('x-tollgate-token-count')]).toEqual([
      { input_tokens: 9 },
      'provider',
    ]);
    const model = GEMINI.model.slice('gemini/'.length);
    expect(stage.upstream.requests.at(-1)).toMatchObject({
      path: `/v1beta/models/${model}:countTokens`,
      body: {
        generateContentRequest: {
          model: `models/${model}`,
          contents: [{ role: 'user', parts: [{ text: 'hello there' }] }],
          systemInstruction: { parts: [{ text: 'Be brief.' }] },
        },
      },
    });
  });

  it('is an estimate elsewhere, and asks nobody', async () => {
    const seen = stage.upstream.requests.length;
    const answer = await count({ ...HELLO, model: OPENAI.model, system: 'x'.repeat(389) });
    expect([await answer.json(), answer.headers.get('x-tollgate-token-count')]).toEqual([
      { input_tokens: 100 },
      'estimate',
    ]);
    expect(stage.upstream.requests).toHaveLength(seen);
  });

  it.each([
    [404, { detail: 'Not Found' }],
    [501, { type: 'error', error: { type: 'not_supported', message: 'no counts here' } }],
  ])(
    'is an estimate where the server at its address has no counts, and says so by %i',
    async (status, body) => {
      stage.willAct(answerJson(status, body));
      const answer = await count({ ...HELLO, model: ANTHROPIC.model });
      expect([answer.status, answer.headers.get('x-tollgate-token-count')]).toEqual([200, 'estimate']);
      expect(await answer.json()).toEqual({ input_tokens: expect.any(Number) as number });
    },
  );

  it('tells failures as messages do', async () => {
    stage.willFail(failureOf(ANTHROPIC, 'provider.rate_limited'));
    expect((await count({ ...HELLO, model: ANTHROPIC.model })).status).toBe(429);
    expect((await count({ model: OPENAI.model })).status).toBe(400);
  });
});

describe('GET /v1/models for callers of this API', () => {
  const get = (
    path: string,
    headers: Readonly<Record<string, string>> = { 'anthropic-version': '2023-06-01' },
  ) => fetch(stage.gateway.url + path, { headers });

  it('lists pages in its shape, and one model', async () => {
    stage.willAct(answerJson(500, {}));
    const page = (await (await get('/v1/models?limit=2')).json()) as {
      data: { id: string }[];
      last_id: string;
    };
    expect(page).toMatchObject({ has_more: true, first_id: page.data[0]?.id, last_id: page.data[1]?.id });
    const next = (await (await get(`/v1/models?limit=1000&after_id=${page.last_id}`)).json()) as typeof page;
    expect(next).toMatchObject({ has_more: false });
    const all = (await (await get('/v1/models', {})).json()) as { object: string; data: { id: string }[] };
    expect(all.object).toBe('list');
    expect([...page.data, ...next.data].map(({ id }) => id)).toEqual(all.data.map(({ id }) => id));
    const model = await get('/v1/models/anthropic/claude-haiku-5-5');
    expect(await model.json()).toMatchObject({ type: 'model', id: 'anthropic/claude-haiku-5-5' });
  });

  it.each([
    ['/v1/models?limit=0', 400, 'invalid_request_error'],
    ['/v1/models?after_id=nope', 400, 'invalid_request_error'],
    ['/v1/models/nope', 404, 'not_found_error'],
    ['/v1/files', 501, 'not_supported'],
    ['/v1/messages/batches', 501, 'not_supported'],
    ['/v1/nowhere', 404, 'not_found_error'],
  ])('refuses %s with %i in its own shape', async (path, status, type) => {
    const answer = await get(path);
    expect([answer.status, await answer.json()]).toMatchObject([status, { type: 'error', error: { type } }]);
  });
});
