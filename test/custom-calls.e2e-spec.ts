import { ProviderStage } from './support/provider-stage.js';

/** Of a provider that has chat completions alone. */
const MODEL = 'local/llama3.3';
const TEXT = '*** "Begin"\n😀 {"input": 1}\\';
/** An odd name of a function: models know it by another one. */
const OWN_NAME = 'mcp.files:patch';

type Fields = Readonly<Record<string, unknown>>;

let stage: ProviderStage;
/** How the model calls, by the request that it was shown. */
const nameIn = (body: Fields | null | undefined) => {
  const [tool] = (body?.['tools'] ?? []) as { function: { name: string } }[];
  return tool?.function.name ?? 'patch';
};
const choiceOf = (more: object) => ({ choices: [{ index: 0, finish_reason: null, ...more }] });
const call = (more: object) => ({ tool_calls: [{ index: 0, ...more }] });

beforeAll(async () => {
  stage = await ProviderStage.open();
  stage.willAct(({ request, response }) => {
    const name = nameIn(request.body);
    const named = { id: 'c1', type: 'custom', custom: { name, input: '' } };
    if (request.body?.['stream'] !== true) {
      const message = {
        role: 'assistant',
        content: null,
        tool_calls: [{ ...named, custom: { name, input: TEXT } }],
      };
      const answer = { id: 'a', object: 'chat.completion', created: 1, model: 'm' };
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.end(
        JSON.stringify({ ...answer, ...choiceOf({ message, finish_reason: 'tool_calls' }) }),
      );
    }
    // Each piece is one unit of UTF-16, so that one of them ends within a character.
    const pieces = TEXT.split('').map((input) => choiceOf({ delta: call({ custom: { input } }) }));
    const chunks = [
      choiceOf({ delta: { role: 'assistant', ...call(named) } }),
      ...pieces,
      choiceOf({ delta: {}, finish_reason: 'tool_calls' }),
    ];
    const head = { id: 'a', object: 'chat.completion.chunk', created: 1, model: 'm' };
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const chunk of chunks) response.write(`data: ${JSON.stringify({ ...head, ...chunk })}\n\n`);
    response.end('data: [DONE]\n\n');
  });
});
afterAll(() => stage.close());

const ask = async (path: string, body: object) => {
  const answer = await stage.ask(path, body);
  expect(answer.status).toBe(200);
  return answer;
};
const eventsIn = async (answer: Response): Promise<Fields[]> =>
  [...(await answer.text()).matchAll(/^data: (\{.*\})$/gm)].map(
    ([, data = '']) => JSON.parse(data) as Fields,
  );

describe('a call of a custom tool by a model behind chat completions', () => {
  it.each([[[]], [[{ type: 'custom', name: 'patch' }]]])(
    'comes to callers of the Responses API as such, offered as %j',
    async (tools) => {
      const body = { model: MODEL, input: 'hi', tools };
      const expected = {
        type: 'custom_tool_call',
        call_id: 'c1',
        name: 'patch',
        input: TEXT,
        status: 'completed',
      };
      expect(await (await ask('/v1/responses', body)).json()).toMatchObject({ output: [expected] });
      const events = await eventsIn(await ask('/v1/responses', { ...body, stream: true }));
      expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { output: [expected] } });
      const deltas = events.filter(({ type }) => type === 'response.custom_tool_call_input.delta');
      expect(deltas.map(({ delta }) => delta).join('')).toBe(TEXT);
    },
  );

  it('comes to callers of the Messages API with its text as the one argument', async () => {
    const body = { model: MODEL, max_tokens: 100, messages: [{ role: 'user', content: 'hi' }] };
    const tools = [{ name: OWN_NAME, input_schema: { type: 'object' } }];
    const used = { type: 'tool_use', id: 'c1', name: OWN_NAME };
    expect(await (await ask('/v1/messages', { ...body, tools })).json()).toMatchObject({
      stop_reason: 'tool_use',
      content: [{ ...used, input: { input: TEXT } }],
    });
    const events = await eventsIn(await ask('/v1/messages', { ...body, tools, stream: true }));
    expect(events.filter(({ content_block: block }) => block)).toMatchObject([{ content_block: used }]);
    const deltas = events.map(
      ({ delta }) => (delta as { partial_json?: string } | undefined)?.partial_json ?? '',
    );
    expect(JSON.parse(deltas.join(''))).toEqual({ input: TEXT });
    expect(events.at(-1)).toEqual({ type: 'message_stop' });
  });

  it('comes to callers of Gemini’s API with its text as the one argument', async () => {
    const path = (method: string) => `/v1beta/models/${MODEL}:${method}`;
    const body = {
      contents: [{ role: 'user', parts: [{ text: 'hi' }] }],
      tools: [{ functionDeclarations: [{ name: OWN_NAME }] }],
    };
    const candidate = {
      content: { parts: [{ functionCall: { id: 'c1', name: OWN_NAME, args: { input: TEXT } } }] },
    };
    expect(await (await ask(path('generateContent'), body)).json()).toMatchObject({
      candidates: [candidate],
    });
    const events = await eventsIn(await ask(path('streamGenerateContent?alt=sse'), body));
    expect(events.at(-1)).toMatchObject({ candidates: [candidate] });
  });
});
