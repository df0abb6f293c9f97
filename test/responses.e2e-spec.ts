import { fixtureOf, failureOf, WIRES, willSay, type ClientWire } from './support/client-wires.js';
import { NATIVE, nativeFixture, toStream } from './support/native-responses.js';
import { KEY, ProviderStage } from './support/provider-stage.js';
import { rawRequest, sendRaw } from './support/raw-http.js';
import { faultsOfEvents, faultsOfResponse, type SentEvent } from './support/response-shapes.js';
import { answerBytes, answerJson } from './support/scripted-upstream/scripts.js';
import { cutsOf } from './support/staged-providers.js';
import { startGateway } from './support/start-gateway.js';

const [OF_OPENAI, ANTHROPIC, GEMINI] = WIRES as unknown as [ClientWire, ClientWire, ClientWire];
/** OpenAI's chat completions, by a provider that has no other API. */
const CHAT = { ...OF_OPENAI, model: 'local/llama3.3' };
const HELLO = { input: 'hello there' };
const JSON_TYPE = { 'content-type': 'application/json' };

let stage: ProviderStage;
beforeAll(async () => void (stage = await ProviderStage.open()));
afterAll(() => stage.close());

const post = (body: object | string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${stage.gateway.url}/v1/responses`, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const eventsIn = (text: string): SentEvent[] =>
  [...text.matchAll(/^event: (.*)\ndata: (.*)\n\n/gm)].map(([, name, data = '']) => {
    const event = JSON.parse(data) as SentEvent;
    expect(event.type).toBe(name);
    return event;
  });
const streamed = async (body: object) => eventsIn(await (await post({ ...body, stream: true })).text());
const sent = () => stage.upstream.requests.at(-1)?.body;
const warnings = (answer: Response) =>
  (JSON.parse(answer.headers.get('x-tollgate-warnings') ?? '[]') as { parameter: string }[]).map(
    ({ parameter }) => parameter,
  );

describe('POST /v1/responses', () => {
  it.each([CHAT, ANTHROPIC, GEMINI, { provider: 'sandbox', model: 'sandbox/sim/echo' }])(
    'gives a whole answer, and the same as a stream, of $provider',
    async (wire) => {
      if (wire.provider !== 'sandbox') willSay(stage, fixtureOf(wire, 'plain'));
      const answer = await post({ ...HELLO, model: wire.model });
      const whole = (await answer.json()) as { output: object[] };
      expect([answer.status, faultsOfResponse(whole)]).toEqual([200, []]);
      expect(answer.headers.get('x-tollgate-provider')).toBe(wire === CHAT ? 'local' : wire.provider);
      const events = await streamed({ ...HELLO, model: wire.model });
      expect(faultsOfEvents(events)).toEqual([]);
      const last = events.at(-1)?.['response'] as { output: object[] };
      const withoutIds = (items: object[]) => items.map((item) => ({ ...item, id: '' }));
      expect(withoutIds(last.output)).toEqual(withoutIds(whole.output));
    },
  );

  /** As Codex 0.169 asks, in the second turn of a loop. */
  const CODEX = {
    instructions: 'You are Codex.',
    input: [
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Sandbox: read-only.' }] },
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Be brief.' }] },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'list files' }] },
      { type: 'reasoning', summary: [], content: null, encrypted_content: 'gAAAAA-of-openai' },
      { type: 'function_call', call_id: 'c1', name: 'shell', arguments: '{"command":["ls"]}' },
      { type: 'custom_tool_call', call_id: 'c2', name: 'apply_patch', input: '*** Begin' },
      { type: 'function_call', call_id: 'c3', name: 'find', namespace: 'mcp__docs', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c1', output: 'README.md' },
      { type: 'custom_tool_call_output', call_id: 'c2', output: 'done' },
      {
        type: 'function_call_output',
        call_id: 'c3',
        output: [
          { type: 'input_text', text: 'seen' },
          { type: 'input_image', image_url: 'data:image/png;base64,AA==', detail: 'high' },
        ],
      },
    ],
    tools: [
      {
        type: 'function',
        name: 'shell',
        description: 'Runs.',
        strict: false,
        parameters: { type: 'object' },
      },
      { type: 'custom', name: 'apply_patch', description: 'Edits.', format: { type: 'text' } },
      { type: 'namespace', name: 'mcp__docs', tools: [{ type: 'function', name: 'find', parameters: null }] },
      { type: 'web_search', external_web_access: true },
    ],
    tool_choice: 'auto',
    parallel_tool_calls: true,
    reasoning: { effort: 'low', summary: 'auto' },
    store: false,
    stream: true,
    include: ['reasoning.encrypted_content'],
    prompt_cache_key: 'thread-1',
    text: { verbosity: 'low' },
    client_metadata: { 'x-codex': '1' },
  };

  it('brings what Codex sends to a provider of chat completions', async () => {
    willSay(stage, fixtureOf(CHAT, 'plain'));
    const answer = await post({ ...CODEX, model: 'local/llama3.3' });
    expect([answer.status, faultsOfEvents(eventsIn(await answer.text()))]).toEqual([200, []]);
    const patch = { name: 'apply_patch', arguments: '{"input":"*** Begin"}' };
    const call = (id: string, called: object) => ({ id, type: 'function', function: called });
    expect(sent()).toMatchObject({
      model: 'llama3.3',
      messages: [
        { role: 'system', content: 'You are Codex.' },
        { role: 'system', content: 'Sandbox: read-only.' },
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'list files' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            call('c1', { name: 'shell', arguments: '{"command":["ls"]}' }),
            call('c2', patch),
            call('c3', { name: 'mcp__docs__find', arguments: '{}' }),
          ],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'README.md' },
        { role: 'tool', tool_call_id: 'c2', content: 'done' },
        { role: 'tool', tool_call_id: 'c3', content: 'seen' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Of the result of c3:' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==', detail: 'high' } },
          ],
        },
      ],
      tools: [
        { function: { name: 'shell', description: 'Runs.' } },
        { function: { name: 'apply_patch', parameters: { required: ['input'] } } },
        { function: { name: 'mcp__docs__find', parameters: { type: 'object', properties: {} } } },
      ],
      tool_choice: 'auto',
      parallel_tool_calls: true,
      reasoning_effort: 'low',
      verbosity: 'low',
      prompt_cache_key: 'thread-1',
      stream: true,
    });
    expect(warnings(answer)).toEqual(['tools', 'tools', 'client_metadata']);
  });

  it.each([ANTHROPIC, GEMINI])('brings what Codex sends to $provider', async (wire) => {
    willSay(stage, fixtureOf(wire, 'tool-call'));
    const answer = await post({ ...CODEX, model: wire.model });
    expect([answer.status, faultsOfEvents(eventsIn(await answer.text()))]).toEqual([200, []]);
    const text = JSON.stringify(sent());
    for (const part of ['mcp__docs__find', 'apply_patch', 'README.md']) expect(text).toContain(part);
    expect(text).not.toContain('gAAAAA');
  });

  it('calls a limit by no name that its caller did not write', async () => {
    willSay(stage, fixtureOf(CHAT, 'plain'));
    for (const strict of ['false', 'true']) {
      const answer = await post(
        { ...HELLO, model: CHAT.model, max_output_tokens: 100, metadata: { a: 'b' } },
        { 'x-strict-params': strict },
      );
      expect([answer.status, warnings(answer)]).toEqual([200, []]);
      expect(await answer.json()).toMatchObject({ max_output_tokens: 100, metadata: { a: 'b' } });
      const messages = [{ role: 'user', content: 'hello there' }];
      expect(sent()).toEqual({ model: 'llama3.3', messages, max_tokens: 100 });
    }
  });

  it('tells the log which conversation of Codex it belongs to', async () => {
    willSay(stage, fixtureOf(CHAT, 'plain'));
    const answer = await post({ ...HELLO, model: CHAT.model }, { 'session-id': '01a22537-235e-7f81' });
    const id = answer.headers.get('x-request-id');
    const line = await stage.gateway.logLine((fields) => fields['request_id'] === id);
    expect(line).toMatchObject({ session_id: '01a22537-235e-7f81' });
  });

  it('tells what is left out, or refuses it', async () => {
    willSay(stage, fixtureOf(CHAT, 'plain'));
    const asked = { ...HELLO, model: CHAT.model, store: true, truncation: 'auto', of_tomorrow: 1 };
    const answer = await post(asked);
    expect([answer.status, warnings(answer)]).toEqual([200, ['of_tomorrow', 'store', 'truncation']]);
    expect(await answer.json()).toMatchObject({ store: false });
    const refusal = await post(asked, { 'x-strict-params': 'true' });
    expect([refusal.status, await refusal.json()]).toMatchObject([
      400,
      { error: { param: 'of_tomorrow', code: 'unsupported_parameter' } },
    ]);
  });

  it.each([
    [CHAT, ['user', 'assistant', 'tool', 'tool', 'user']],
    [ANTHROPIC, ['text', 'tool_use tool_use', 'tool_result tool_result text']],
  ])(
    'brings results behind their calls, whatever was said between them: $0.provider',
    async (wire, expected) => {
      willSay(stage, fixtureOf(wire, 'plain'));
      const call = (id: string) => ({ type: 'function_call', call_id: id, name: 'f', arguments: '{}' });
      const result = (id: string) => ({ type: 'function_call_output', call_id: id, output: id });
      const says = (content: string) => ({ role: 'user', content });
      const input = [says('Go.'), call('a'), call('b'), result('b'), says('Faster!'), result('a')];
      const answer = await post({ model: wire.model, input });
      expect([answer.status, warnings(answer)]).toEqual([200, []]);
      const { messages } = sent() as { messages: { role: string; content: unknown }[] };
      const kinds = (content: unknown) => (content as { type: string }[]).map(({ type }) => type).join(' ');
      expect(messages.map(({ role, content }) => (wire === CHAT ? role : kinds(content)))).toEqual(expected);
    },
  );

  it('ends a stream that breaks in one failed response, with the error at its top', async () => {
    const fixture = fixtureOf(CHAT, 'plain');
    const { at, ending } = cutsOf(fixture).at(-1)!;
    willSay(stage, fixture, { maxBytes: at, ending });
    const events = await streamed({ ...HELLO, model: CHAT.model });
    expect(faultsOfEvents(events)).toEqual([]);
    expect(events.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'server_error' }, usage: null },
      error: { type: 'server_error' },
    });
  });

  it('gives thoughts back to the provider that had them, and to no other', async () => {
    const reasoning = { effort: 'low' };
    const include = ['reasoning.encrypted_content'];
    const asked = { ...HELLO, reasoning, include };
    const thinks = {
      ...fixtureOf(ANTHROPIC, 'tool-call'),
      body: {
        ...(fixtureOf(ANTHROPIC, 'tool-call').body as object),
        content: [
          { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
          { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} },
        ],
      },
    };
    willSay(stage, thinks);
    const whole = (await (await post({ ...asked, model: ANTHROPIC.model })).json()) as { output: object[] };
    expect(whole.output).toMatchObject([
      { type: 'reasoning', summary: [{ text: 'Hm.' }], encrypted_content: expect.any(String) as string },
      { type: 'function_call', call_id: 'toolu_1' },
    ]);
    const result = { type: 'function_call_output', call_id: 'toolu_1', output: 'x' };
    const input = [{ role: 'user', content: 'hello there' }, ...whole.output, result];
    for (const wire of [ANTHROPIC, CHAT]) {
      willSay(stage, fixtureOf(wire, 'plain'));
      const answer = await post({ ...asked, input, model: wire.model });
      expect(answer.status).toBe(200);
      expect(JSON.stringify(sent()).includes('c2ln')).toBe(wire === ANTHROPIC);
    }
  });

  it.each([
    ['provider.rejected', 400, 'invalid_request_error'],
    ['model.not_found', 404, 'invalid_request_error'],
    ['provider.rate_limited', 429, 'rate_limit_error'],
    ['provider.unavailable', 502, 'server_error'],
  ] as const)('tells %s as %i %s', async (code, status, type) => {
    for (const wire of [CHAT, ANTHROPIC]) {
      stage.willFail(failureOf(wire, code));
      const answer = await post({ ...HELLO, model: wire.model, stream: true });
      expect([answer.status, await answer.json()]).toMatchObject([status, { error: { type } }]);
    }
  });

  it('shows no refusal that repeats the prompt or the key', async () => {
    const secret = 'the heron stands in the reeds at dawn';
    const error = { message: `Bad: ${secret} {{key}}`, type: 'invalid_request_error' };
    stage.willFail({ ...failureOf(CHAT, 'provider.rejected'), body: { error } });
    const input = [{ role: 'user', content: [{ type: 'input_text', text: secret }] }];
    const answer = await post({ model: CHAT.model, input });
    const shown = (await answer.text()) + stage.gateway.logText();
    expect([answer.status, shown.includes(secret), shown.includes(KEY)]).toEqual([400, false, false]);
  });

  it.each<[object, string]>([
    [{ previous_response_id: 'resp_1' }, 'previous_response_id'],
    [{ conversation: 'conv_1' }, 'conversation'],
    [{ prompt: { id: 'p' } }, 'prompt'],
    [{ background: true }, 'background'],
    [{ input: [{ type: 'item_reference', id: 'msg_1' }] }, 'input[0]'],
    [{ input: [{ id: 'msg_1' }] }, 'input[0]'],
  ])('refuses what needs a store: %j', async (field, param) => {
    const answer = await post({ ...HELLO, model: CHAT.model, ...field });
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { error: { type: 'invalid_request_error', code: 'unsupported_parameter', param } },
    ]);
  });
});

describe('POST /v1/responses to a provider that speaks it', () => {
  const asked = {
    instructions: 'Be brief.',
    input: [
      { role: 'developer', content: [{ type: 'input_text', text: 'x', prompt_cache_breakpoint: {} }] },
      { role: 'user', content: 'hello there' },
      { type: 'reasoning', id: 'rs_9', summary: [], encrypted_content: 'gAAAAA' },
      { type: 'function_call', id: 'fc_9', call_id: 'c', name: 'f', namespace: 'n', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c', output: 'x' },
    ],
    tools: [
      { type: 'function', name: 'shell', parameters: {}, strict: false },
      { type: 'namespace', name: 'n', description: 'N', tools: [] },
      { type: 'web_search' },
    ],
    tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [] },
    reasoning: { effort: 'high', summary: 'auto', context: 'all' },
    include: ['reasoning.encrypted_content'],
    store: false,
    max_output_tokens: 100,
    truncation: 'auto',
    client_metadata: { a: 'b' },
    of_tomorrow: [{}],
  };

  it.each(['false', 'true'])('brings the request as it was written, strict: %s', async (strict) => {
    willSay(stage, nativeFixture('plain'));
    for (const stream of [undefined, false, true]) {
      const answer = await post({ ...asked, model: NATIVE.model, stream }, { 'x-strict-params': strict });
      expect([answer.status, answer.headers.get('x-tollgate-warnings')]).toEqual([200, null]);
      await answer.text();
      const { stream: streams, ...body } = sent() ?? {};
      expect([streams ?? false, body]).toEqual([stream ?? false, { ...asked, model: 'gpt-6-luna' }]);
      expect(stage.upstream.requests.at(-1)?.path).toBe('/v1/responses');
    }
  });

  it.each(['false', 'true'])('brings it to one that has no other API as well, strict: %s', async (strict) => {
    const gateway = await startGateway(
      {},
      `providers: [{ id: alone, base_url: "${stage.upstream.origin}/v1", default_model: m, chat_api: false }]`,
    );
    willSay(stage, nativeFixture('plain'));
    const answer = await fetch(`${gateway.url}/v1/responses`, {
      method: 'POST',
      headers: { ...JSON_TYPE, 'x-strict-params': strict },
      body: JSON.stringify({ ...asked, model: 'alone/m' }),
    });
    expect([answer.status, answer.headers.get('x-tollgate-warnings')]).toEqual([200, null]);
    expect(sent()).toEqual({ ...asked, model: 'm' });
    await gateway.close();
  });

  it('brings references to items that it keeps, where all callers are one', async () => {
    willSay(stage, nativeFixture('plain'));
    const input = [
      { type: 'item_reference', id: 'msg_1' },
      { id: 'rs_1' },
      { role: 'user', content: 'And?' },
    ];
    expect((await post({ input, model: NATIVE.model })).status).toBe(200);
    expect(sent()).toMatchObject({ input });
  });

  it.each(['plain', 'tool-call', 'length-stop', 'refusal'])(
    'brings the answer %s as it was written, whole and event by event',
    async (name) => {
      const fixture = nativeFixture(name);
      willSay(stage, fixture);
      expect(await (await post({ ...HELLO, model: NATIVE.model })).json()).toEqual(fixture.body);
      const events = await streamed({ ...HELLO, model: NATIVE.model });
      expect(events).toEqual(eventsIn(fixture.stream ?? ''));
    },
  );

  it.each(['plain', 'tool-call', 'length-stop'])(
    'reads the chat completion %s that a server sends in place of a response',
    async (name) => {
      const fixture = fixtureOf(CHAT, name);
      const { text, finishReason } = fixture.expected;
      const status = finishReason === 'length' ? 'incomplete' : 'completed';
      willSay(stage, fixture);
      const whole = (await (await post({ ...HELLO, model: NATIVE.model })).json()) as SentEvent;
      const events = await streamed({ ...HELLO, model: NATIVE.model });
      const ended = events.at(-1)?.['response'] as SentEvent;
      for (const { status: seen, output } of [whole, ended]) {
        expect(seen).toBe(status);
        expect(JSON.stringify(output)).toContain(
          name === 'tool-call' ? '"type":"function_call"' : JSON.stringify(text),
        );
      }
      const tools = [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }];
      const messages = [{ role: 'user', content: 'hello there' }];
      for (const stream of [false, true]) {
        const body = JSON.stringify({ model: NATIVE.model, messages, tools, stream });
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${KEY}` };
        const url = `${stage.gateway.url}/v1/chat/completions`;
        const answer = await fetch(url, { method: 'POST', headers, body });
        expect(stage.upstream.requests.at(-1)?.path).toMatch(/\/responses$/);
        expect([answer.status, await answer.text()]).toEqual([
          200,
          expect.stringContaining(`"finish_reason":"${finishReason}"`),
        ]);
      }
    },
  );

  it('brings a response that comes whole in place of events as the events of it, with items that it cannot read', async () => {
    const { body } = nativeFixture('plain') as { body: SentEvent };
    const search = { id: 'ws_1', type: 'web_search_call', status: 'completed' };
    const whole = { ...body, output: [search, ...(body['output'] as object[])] };
    stage.willAct(answerJson(200, whole));
    const events = await streamed({ ...HELLO, store: false, model: NATIVE.model });
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: whole });
    expect(events.map(({ sequence_number: at }) => at)).toEqual(events.map((_, at) => at));
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'response.output_item.done', output_index: 0, item: search }),
    );
  });

  it.each(['with its items', 'whose last event has none of them'])(
    'brings the response of events that come in place of a whole one, %s',
    async (how) => {
      const { body } = nativeFixture('plain') as { body: SentEvent };
      const search = { id: 'ws_1', type: 'web_search_call', status: 'completed' };
      const output = [search, ...(body['output'] as object[])];
      const isLeftOut = how !== 'with its items';
      const items = output.map((item, at) => ({ type: 'response.output_item.done', output_index: at, item }));
      const response = { ...body, output: isLeftOut ? [] : output };
      const events = [...(isLeftOut ? items : []), { type: 'response.completed', response }];
      stage.willAct(answerBytes('text/event-stream', toStream(events)));
      const answer = await post({ ...HELLO, store: false, model: NATIVE.model });
      expect([answer.status, await answer.json()]).toEqual([200, { ...body, output }]);
    },
  );

  it('brings images of some megabytes, which come in one event', async () => {
    const image = { type: 'image_generation_call', id: 'ig_1', result: 'A'.repeat(2 * 1024 * 1024) };
    const ended = { response: { status: 'completed', store: false, output: [image] } };
    const stream = toStream([{ type: 'response.completed', ...ended }]);
    stage.willAct(answerBytes('text/event-stream', stream));
    const events = await streamed({ ...HELLO, store: false, model: NATIVE.model });
    expect(JSON.stringify(events) === JSON.stringify(eventsIn(stream))).toBe(true);
  });

  it('counts what it took', async () => {
    willSay(stage, nativeFixture('usage-details'));
    for (const stream of [false, true]) {
      const answer = await post({ ...HELLO, model: NATIVE.model, stream });
      await answer.text();
      const id = answer.headers.get('x-request-id');
      const line = await stage.gateway.logLine((fields) => fields['request_id'] === id);
      expect(line).toMatchObject({
        outcome: 'finished',
        finish_reason: 'stop',
        prompt_tokens: 2100,
        cached_tokens: 2048,
        completion_tokens: 94,
        reasoning_tokens: 90,
      });
    }
  });

  it('brings events that it cannot read, before the first word, too', async () => {
    const [created, begun, ...rest] = eventsIn(nativeFixture('plain').stream ?? '');
    const search = ['in_progress', 'searching', 'completed'].map((what) => ({
      type: `response.web_search_call.${what}`,
      output_index: 0,
      item_id: 'ws_1',
    }));
    const item = { type: 'web_search_call', id: 'ws_1', status: 'in_progress' };
    const added = { type: 'response.output_item.added', output_index: 0, item };
    const text = toStream([created!, begun!, added, ...search, { type: 'keepalive' }, ...rest]);
    willSay(stage, { body: null, stream: text });
    const events = await streamed({ ...HELLO, model: NATIVE.model });
    expect(events.map(({ type }) => type)).toEqual(eventsIn(text).map(({ type }) => type));
  });

  it.each([
    ['openrouter/openai/gpt-6-luna', '/api/v1/responses'],
    ['requesty/openai-responses/gpt-6-luna', '/v1/responses'],
  ])('is known of the provider of %s', async (model, path) => {
    willSay(stage, nativeFixture('plain'));
    const answer = await post({ ...HELLO, model });
    expect([answer.status, stage.upstream.requests.at(-1)?.path]).toEqual([200, path]);
  });

  it('is what the operator says of a provider, one way or the other', async () => {
    const at = (id: string, has: boolean) =>
      `{ id: ${id}, base_url: "${stage.upstream.origin}/v1", default_model: m, responses_api: ${has} }`;
    const providers = `providers: [${at('own', true)}, ${at('openai', false)}]`;
    const gateway = await startGateway({ OPENAI_API_KEY: KEY }, providers);
    for (const [model, path, fixture] of [
      ['own/m', '/v1/responses', nativeFixture('plain')],
      ['openai/gpt-6-luna', '/v1/chat/completions', fixtureOf(OF_OPENAI, 'plain')],
    ] as const) {
      willSay(stage, fixture);
      const answer = await fetch(`${gateway.url}/v1/responses`, {
        method: 'POST',
        headers: JSON_TYPE,
        body: JSON.stringify({ ...HELLO, model }),
      });
      expect([answer.status, stage.upstream.requests.at(-1)?.path]).toEqual([200, path]);
    }
    const tools = [{ type: 'function', function: { name: 'now' } }];
    const chat = { model: 'openai/gpt-6-luna', tools, messages: [{ role: 'user', content: 'hello there' }] };
    const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify(chat),
    });
    expect([answer.status, warnings(answer)]).toEqual([200, ['reasoning_effort']]);
    expect(sent()).toMatchObject({ tools, reasoning_effort: 'none' });
    await gateway.close();
  });

  it('leaves out what the rules of the model take out, and says so', async () => {
    willSay(stage, nativeFixture('plain'));
    const answer = await post({ ...HELLO, model: NATIVE.model, temperature: 0.5, tools: asked.tools });
    expect([warnings(answer), sent()]).toEqual([
      ['temperature'],
      { ...HELLO, model: 'gpt-6-luna', tools: asked.tools },
    ]);
  });

  it('brings no thoughts of other models', async () => {
    willSay(stage, fixtureOf(ANTHROPIC, 'plain'));
    const include = ['reasoning.encrypted_content'];
    const sealed = { type: 'reasoning', summary: [], encrypted_content: 'tollgate.1.e30' };
    const shown = { type: 'reasoning', id: `rs_tg${'0'.repeat(36)}`, summary: [] };
    const [own, user] = [asked.input[2], asked.input[1]];
    willSay(stage, nativeFixture('plain'));
    await post({ model: NATIVE.model, include, input: [user, sealed, shown, own] });
    expect(sent()).toMatchObject({ input: [user, own] });
  });

  it('ends a stream that breaks in one failed response, which goes on from what was told', async () => {
    const { stream } = nativeFixture('plain');
    const begun = eventsIn(stream ?? '').slice(0, 5);
    const failed = {
      type: 'response.failed',
      response: { id: 'resp_1', status: 'failed', error: { code: 'server_error', message: 'Sorry.' } },
    };
    const error = { type: 'error', code: 'rate_limit_exceeded', message: 'Slow down.', param: null };
    for (const [last, code] of [
      [[], 'server_error'],
      [[failed], 'server_error'],
      [[error], 'rate_limit_exceeded'],
    ] as const) {
      willSay(stage, { body: null, stream: toStream([...begun, ...last]) });
      const events = await streamed({ ...HELLO, model: NATIVE.model });
      expect(events.slice(0, -1)).toEqual(begun);
      expect(events.at(-1)).toMatchObject({
        type: 'response.failed',
        sequence_number: 5,
        response: { id: 'resp_1', status: 'failed', error: { code }, field_of_tomorrow: { deep: [1] } },
        error: { code },
      });
    }
  });

  it.each([
    [{ status: 'failed', error: { code: 'rate_limit_exceeded', message: 'no' }, output: [] }, 429],
    [{ object: 'chat.completion', choices: [] }, 502],
    [{ status: 'in_progress', output: [] }, 502],
  ])('takes no failure for an answer: %j', async (body, status) => {
    stage.willAct(answerJson(200, body));
    expect((await post({ ...HELLO, model: NATIVE.model })).status).toBe(status);
  });

  it('shows no refusal that repeats the prompt or the key, and no key in a name', async () => {
    const secret = 'the heron stands in the reeds at dawn';
    const error = { message: `Bad: ${secret} {{key}}`, type: 'invalid_request_error' };
    stage.willFail({ ...failureOf(NATIVE, 'provider.rejected'), body: { error } });
    const input = [{ role: 'user', content: [{ type: 'input_text', text: secret }] }];
    const answer = await post({ model: NATIVE.model, input });
    const fixture = nativeFixture('plain');
    const inKey = (text: string) => text.replaceAll('gpt-6-luna-2026-09-01', KEY).replaceAll('resp_1', KEY);
    willSay(stage, {
      body: JSON.parse(inKey(JSON.stringify(fixture.body))) as unknown,
      stream: inKey(fixture.stream ?? ''),
    });
    const answers = [false, true].map((stream) => post({ ...HELLO, model: NATIVE.model, stream }));
    const texts = await Promise.all(answers.map(async (one) => (await one).text()));
    const shown = (await answer.text()) + stage.gateway.logText() + texts.join('');
    expect([answer.status, shown.includes(secret), shown.includes(KEY)]).toEqual([400, false, false]);
  });
});

describe('beside POST /v1/responses', () => {
  it.each([
    ['GET', 'resp_1'],
    ['DELETE', 'resp_1'],
    ['GET', 'resp_1/input_items?limit=1'],
    ['POST', 'resp_1/cancel'],
  ])('%s /v1/responses/%s says that nothing is kept under such an id', async (method, path) => {
    const answer = await fetch(`${stage.gateway.url}/v1/responses/${path}`, {
      method,
      headers: JSON_TYPE,
      ...(method === 'POST' && { body: '{}' }),
    });
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { error: { message: expect.stringContaining('No response is kept') as string, param: 'response_id' } },
    ]);
  });

  const upgrade = (headers: readonly string[]) =>
    rawRequest(
      ['GET /v1/responses HTTP/1.1', 'Host: localhost', 'Upgrade: websocket', 'Connection: Upgrade'].concat(
        headers,
        ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
      ),
    );

  it('answers a WebSocket with 426 at once, whoever asks', async () => {
    const closed = await startGateway({ GATEWAY_API_KEYS: 'a-key-of-this-gateway-0123456789' });
    const key = 'Authorization: Bearer wrong';
    for (const [gateway, headers] of [
      [stage.gateway, []],
      [closed, [key]],
    ] as const) {
      const [answer] = await sendRaw(gateway, upgrade(headers));
      expect(answer).toMatchObject({ status: 426, headers: { upgrade: 'HTTP/1.1' } });
      expect(answer?.text).toContain('"type":"invalid_request_error"');
    }
    await closed.close();
  });

  it.each(['GET', 'OPTIONS'])('takes no %s', async (method) => {
    const answer = await fetch(`${stage.gateway.url}/v1/responses`, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
