import { ProviderStage } from './support/provider-stage.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { sseFrame, stream } from './support/scripted-upstream/stream-script.js';

const LONG = `mcp__${'server'.repeat(15)}__read`;
const DOTTED = 'mcp.files:read';
const TAKEN = /^[a-zA-Z0-9_-]{1,64}$/;

let stage: ProviderStage;
beforeAll(async () => void (stage = await ProviderStage.open()));
afterAll(() => stage.close());

/** A model of OpenAI's wire, which refuses names that it does not take, and calls the one tool that it is offered. */
function willCall(): void {
  stage.willAct((exchange) => {
    const { tools = [], stream: isStream } = exchange.request.body as {
      tools?: { function: { name: string } }[];
      stream?: boolean;
    };
    const [name = ''] = tools.map((tool) => tool.function.name);
    if (!TAKEN.test(name))
      return answerJson(400, { error: { message: `Invalid name '${name}'.` } })(exchange);
    const call = { id: 'call_1', type: 'function', function: { name, arguments: '{}' } };
    const answer = { id: 'c', object: 'chat.completion', created: 1, model: 'm' };
    const usage = { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 };
    const end = { index: 0, finish_reason: 'tool_calls' };
    if (isStream !== true) {
      const message = { role: 'assistant', content: null, tool_calls: [call] };
      return answerJson(200, { ...answer, choices: [{ ...end, message }], usage })(exchange);
    }
    const delta = { role: 'assistant', tool_calls: [{ index: 0, ...call }] };
    const chunks = [
      { ...answer, choices: [{ index: 0, delta, finish_reason: null }] },
      { ...answer, choices: [{ ...end, delta: {} }], usage },
    ];
    return stream([...chunks.map(sseFrame), sseFrame('[DONE]')])(exchange);
  });
}

const post = async (path: string, body: object) => {
  const answer = await fetch(`${stage.gateway.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return [answer.status, await answer.text()] as const;
};
const sentNames = () => {
  const { tools, messages, tool_choice: choice } = stage.upstream.requests.at(-1)?.body ?? {};
  return JSON.stringify([tools, messages, choice]).match(/"name":"([^"]+)"/g) ?? [];
};

describe('a tool whose name OpenAI does not take', () => {
  it.each([false, true])(
    'is called by callers of Messages under its own name, streamed: %s',
    async (isStream) => {
      willCall();
      const use = { type: 'tool_use', id: 't', name: LONG, input: {} };
      const body = {
        model: 'local/llama3.3',
        max_tokens: 100,
        stream: isStream,
        messages: [
          { role: 'user', content: 'Read.' },
          { role: 'assistant', content: [use] },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'x' }] },
        ],
        tools: [{ name: LONG, input_schema: { type: 'object' } }],
        tool_choice: { type: 'tool', name: LONG },
      };
      expect(await post('/v1/messages', body)).toEqual([200, expect.stringContaining(`"name":"${LONG}"`)]);
      expect([sentNames().length, new Set(sentNames()).size]).toEqual([3, 1]);
    },
  );

  it.each(['generateContent', 'streamGenerateContent?alt=sse'])(
    'is called by callers of Gemini’s API under its own name: %s',
    async (method) => {
      willCall();
      const name = DOTTED;
      const body = {
        contents: [
          { role: 'user', parts: [{ text: 'Read.' }] },
          { role: 'model', parts: [{ functionCall: { name, args: {} } }] },
          { role: 'user', parts: [{ functionResponse: { name, response: { output: 'x' } } }] },
        ],
        tools: [{ functionDeclarations: [{ name }] }],
        toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: [name] } },
      };
      const answered = await post(`/v1beta/models/local/llama3.3:${method}`, body);
      expect(answered).toEqual([200, expect.stringContaining(`"name":"${DOTTED}"`)]);
      expect([sentNames().length, new Set(sentNames()).size]).toEqual([3, 1]);
    },
  );
});

describe('a tool whose name Gemini does not take', () => {
  const NAME = '1c__run';
  /** A model of Gemini's wire, which refuses such names, and calls the one tool that it is offered. */
  const willCallOfGemini = () =>
    stage.willAct((exchange) => {
      const { tools } = exchange.request.body as {
        tools: [{ functionDeclarations: { name: string }[] }];
      };
      const [name = ''] = tools[0].functionDeclarations.map((declared) => declared.name);
      if (!/^[a-z_][\w.:-]*$/i.test(name))
        return answerJson(400, { error: { code: 400, message: 'Invalid function name.' } })(exchange);
      const content = { role: 'model', parts: [{ functionCall: { name, args: {} } }] };
      const answer = { candidates: [{ content, finishReason: 'STOP' }] };
      return exchange.request.path.includes(':stream')
        ? stream([sseFrame(answer)])(exchange)
        : answerJson(200, answer)(exchange);
    });
  const called = { name: NAME, arguments: '{}' };
  const asked = { model: 'gemini/gemini-3.5-flash-lite', max_completion_tokens: 50 };
  const question = { role: 'user', content: 'Run.' };

  it.each([false, true])(
    'is called by callers of chats under its own name, streamed: %s',
    async (isStream) => {
      willCallOfGemini();
      const call = { id: 't', type: 'function', function: called };
      const result = { role: 'tool', tool_call_id: 't', content: 'x' };
      const offered = { type: 'function', function: { name: NAME } };
      const answered = await post('/v1/chat/completions', {
        ...asked,
        stream: isStream,
        messages: [question, { role: 'assistant', tool_calls: [call] }, result],
        tools: [offered, { type: 'function', function: { name: 'other' } }],
        tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [offered] } },
      });
      expect(answered).toEqual([200, expect.stringContaining(`"name":"${NAME}"`)]);
      expect(JSON.stringify(stage.upstream.requests.at(-1)?.body)).not.toContain(`"${NAME}"`);
    },
  );

  it('is called so as a function of before tools, too', async () => {
    willCallOfGemini();
    const answered = await post('/v1/chat/completions', {
      ...asked,
      messages: [question, { role: 'assistant', function_call: called }],
      functions: [{ name: NAME }],
      function_call: { name: NAME },
    });
    expect(answered).toEqual([200, expect.stringMatching(`"function_call":{[^}]*"name":"${NAME}"`)]);
    const { tools, toolConfig } = stage.upstream.requests.at(-1)?.body ?? {};
    const sent = JSON.stringify([tools, toolConfig]).match(/_1c__run_[0-9a-f]{8}/g) ?? [];
    expect([sent.length, new Set(sent).size]).toEqual([2, 1]);
  });
});

describe('two tools of one name', () => {
  const parameters = { type: 'object', properties: {} };
  const chat = ['First.', 'Last.'].map((description) => ({
    type: 'function',
    function: { name: 'f', description, parameters },
  }));
  const messages = [{ role: 'user', content: 'hi' }];
  const SURFACES: readonly (readonly [string, object])[] = [
    ['/v1/chat/completions', { messages, tools: chat }],
    [
      '/v1/responses',
      { input: 'hi', tools: chat.map(({ type, function: definition }) => ({ type, ...definition })) },
    ],
    [
      '/v1/messages',
      {
        messages,
        max_tokens: 9,
        tools: chat.map(({ function: { name, description } }) => ({
          name,
          description,
          input_schema: parameters,
        })),
      },
    ],
    [
      '/v1beta/models/MODEL:generateContent',
      {
        contents: [{ role: 'user', parts: [{ text: 'hi' }] }],
        tools: [
          {
            functionDeclarations: chat.map(({ function: { name, description } }) => ({ name, description })),
          },
        ],
      },
    ],
  ];
  /** Whose own API refuses the second tool, which OpenAI takes. */
  const STRICT = { anthropic: 'anthropic/claude-haiku-4-5', gemini: 'gemini/gemini-3-flash' } as const;
  const NATIVE = new Set(['/v1/messages anthropic', '/v1beta/models/MODEL:generateContent gemini']);
  const cases = SURFACES.flatMap(([path, body]) =>
    (['anthropic', 'gemini'] as const).map((provider) => [path, provider, body] as const),
  );

  const explained = async (path: string, model: string, body: object, isStrict = false) => {
    const answer = await fetch(stage.gateway.url + path.replace('MODEL', model), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-tollgate-explain': 'true',
        ...(isStrict && { 'x-strict-params': 'true' }),
      },
      body: JSON.stringify({ ...body, ...(!path.includes('MODEL') && { model }) }),
    });
    const { targets } = (await answer.json()) as { targets: [Readonly<Record<string, unknown>>] };
    return targets[0];
  };
  const offered = ({ request }: Readonly<Record<string, unknown>>) =>
    JSON.stringify(request).match(/First\.|Last\./g);

  it.each(cases)('are told, or refused, by %s to %s', async (path, provider, body) => {
    const model = STRICT[provider];
    const told = await explained(path, model, body);
    const isNative = NATIVE.has(`${path} ${provider}`);
    expect(offered(told)).toEqual(isNative ? ['First.', 'Last.'] : ['Last.']);
    const warning = { parameter: expect.stringMatching(/^tools/), action: 'dropped' };
    expect(told['warnings']).toEqual(isNative ? [] : [expect.objectContaining(warning)]);
    const refused = await explained(path, model, body, true);
    expect(refused['refused_with'] ?? null).toEqual(
      isNative ? null : expect.objectContaining({ code: 'request.invalid' }),
    );
  });
});
