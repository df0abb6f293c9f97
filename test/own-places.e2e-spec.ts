import { fixtureOf, WIRES, willSay, type ClientWire } from './support/client-wires.js';
import { ProviderStage } from './support/provider-stage.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { stream } from './support/scripted-upstream/stream-script.js';
import { startGateway } from './support/start-gateway.js';

const [OPENAI, ANTHROPIC, GEMINI] = WIRES as unknown as [ClientWire, ClientWire, ClientWire];
const say = (role: string, content: string) => ({ role, content });
/** Instructions in the middle: Gemini has a place for them before a conversation alone. */
const CONVERSATION = [
  say('user', 'hello'),
  say('assistant', 'hi'),
  say('system', 'Be brief.'),
  say('user', 'go on'),
];
const SYSTEM = { system: 'You are a poet.' };
const bare = (wire: ClientWire) => wire.model.slice(wire.provider.length + 1);

interface Asked {
  readonly path: string;
  readonly body: object;
  /** Where its caller wrote what is changed. */
  readonly place: string;
  readonly wire: ClientWire;
}

const messages = (body: object, place: string): Asked => ({
  path: '/v1/messages',
  body: { model: GEMINI.model, max_tokens: 9, ...body },
  place,
  wire: GEMINI,
});
const prompt = (body: object, place: string): Asked => ({
  path: `/agents/llm-providers/gemini`,
  body: { model: bare(GEMINI), ...body },
  place,
  wire: GEMINI,
});
const text = (part: string) => ({ parts: [{ text: part }] });

const CASES: readonly Asked[] = [
  messages({ ...SYSTEM, messages: CONVERSATION }, 'messages.2'),
  messages({ messages: CONVERSATION }, 'messages.2'),
  prompt({ ...SYSTEM, messages: CONVERSATION }, 'messages.2'),
  prompt({ messages: CONVERSATION }, 'messages.2'),
  {
    path: '/v1/responses',
    body: { model: GEMINI.model, instructions: 'You are a poet.', input: CONVERSATION },
    place: 'input[2]',
    wire: GEMINI,
  },
  {
    // Claude goes on from no answer.
    path: `/v1beta/models/${ANTHROPIC.model}:generateContent`,
    body: {
      systemInstruction: text('You are a poet.'),
      contents: [
        { role: 'user', ...text('hello') },
        { role: 'model', ...text('hi') },
      ],
    },
    place: 'contents[1]',
    wire: ANTHROPIC,
  },
];

interface Warning {
  readonly parameter?: string;
  readonly action: string;
}

/** What comes before a stream ends, or breaks off, as Gemini's do that fail. */
async function textBeforeEnd({ body }: Response): Promise<string> {
  let told = '';
  try {
    for await (const piece of body!.pipeThrough(new TextDecoderStream())) told += piece;
  } catch {
    return told;
  }
  return told;
}

describe('what is told of a request names places of its own body', () => {
  let stage: ProviderStage;
  beforeAll(async () => void (stage = await ProviderStage.open()));
  afterAll(() => stage.close());

  const ask = async ({ path, body }: Pick<Asked, 'path' | 'body'>, headers: Record<string, string> = {}) => {
    const answer = await fetch(stage.gateway.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { answer, json: JSON.parse(await answer.text()) as Record<string, unknown> };
  };
  const placesIn = (warnings: readonly Warning[]) =>
    warnings.filter(({ action }) => action === 'changed').map(({ parameter }) => parameter);

  it.each(CASES)('in warnings: $path, $place', async (asked) => {
    willSay(stage, fixtureOf(asked.wire, 'plain'));
    const { answer, json } = await ask(asked);
    const told = answer.headers.get('x-tollgate-warnings');
    const warnings = told === null ? json['warnings'] : (JSON.parse(told) as unknown);
    expect([answer.status, placesIn(warnings as Warning[])]).toEqual([200, [asked.place]]);
  });

  it.each(CASES)('in an explanation: $path, $place', async (asked) => {
    const { json } = await ask(asked, { 'x-tollgate-explain': 'true' });
    const [target] = json['targets'] as [{ warnings: Warning[] }];
    expect(placesIn(target.warnings)).toEqual([asked.place]);
  });

  it.each(CASES)('in the refusal of a strict caller: $path, $place', async (asked) => {
    const isAgent = asked.path.startsWith('/agents');
    const strict = isAgent ? { ...asked, body: { ...asked.body, strict: true } } : asked;
    const { answer, json } = await ask(strict, isAgent ? {} : { 'x-strict-params': 'true' });
    const said = JSON.stringify(json);
    expect([answer.status, said]).toEqual([400, expect.stringContaining(asked.place)]);
    expect(said).not.toMatch(/messages\[/);
    if (isAgent) expect(json['error']).toMatchObject({ param: asked.place });
    const explained = await ask(strict, { 'x-strict-params': 'true', 'x-tollgate-explain': 'true' });
    expect(explained.json['refused_with']).toMatchObject({ param: asked.place });
  });

  it.each([
    [{ ...SYSTEM, messages: CONVERSATION }, 'messages.0.content'],
    [{ messages: CONVERSATION }, 'messages.1.content'],
    [{ ...SYSTEM, prompt: 'hello' }, 'prompt'],
  ])('in what a provider refuses of a prompt: %#', async (body, param) => {
    const message = "Invalid value: 'messages[1].content'.";
    const error = { message, type: 'invalid_request_error', param: 'messages[1].content', code: null };
    stage.willAct(answerJson(400, { error }));
    const model = bare(OPENAI);
    const { answer, json } = await ask({ path: '/agents/llm-providers/openai', body: { model, ...body } });
    expect([answer.status, json['error']]).toMatchObject([400, { code: 'provider.rejected', param }]);
  });

  it.each([
    [{ ...SYSTEM, messages: CONVERSATION }, 'messages.0.content'],
    [{ messages: CONVERSATION }, 'messages.1.content'],
  ])('in what a server of FastAPI refuses of a prompt: %#', async (body, param) => {
    const detail = [{ type: 'string_type', loc: ['body', 'messages', 1, 'content'], msg: 'Bad.' }];
    stage.willAct(answerJson(422, { detail }));
    const model = bare(OPENAI);
    const { answer, json } = await ask({ path: '/agents/llm-providers/openai', body: { model, ...body } });
    expect([answer.status, json['error']]).toMatchObject([400, { code: 'provider.rejected', param }]);
  });

  it.each([
    ['/v1/chat/completions', { messages: [say('system', 'You are a poet.'), ...CONVERSATION] }, 'messages'],
    ['/v1/responses', { instructions: 'You are a poet.', input: CONVERSATION }, 'input'],
  ])('without a place that is counted in turns of Claude: %s', async (path, body, param) => {
    const detail = [{ type: 'string_type', loc: ['body', 'messages', 1, 'content'], msg: 'Bad.' }];
    stage.willAct(answerJson(422, { detail }));
    const { answer, json } = await ask({ path, body: { model: ANTHROPIC.model, ...body } });
    expect([answer.status, json['error']]).toMatchObject([400, { param }]);
  });

  const ofTools = { type: 'object' };
  it.each([
    ['/v1/responses', 'messages[2].content', 'input[1]'],
    ['/v1/responses', 'tools[0].function.parameters', 'tools[1].parameters'],
    ['/v1/responses', 'tools[1].function.name', 'tools[2].tools[0].name'],
    ['/v1beta/models/local/m:generateContent', 'messages[2].content', 'contents[1]'],
    [
      '/v1beta/models/local/m:generateContent',
      'tools[0].function.name',
      'tools[1].functionDeclarations[0].name',
    ],
  ])('in what a provider of chat completions refuses: %s, %s', async (path, param, place) => {
    const offered = { type: 'function', name: 'f', parameters: ofTools };
    const body = path.endsWith('responses')
      ? {
          model: 'local/m',
          instructions: 'You are a poet.',
          input: CONVERSATION,
          tools: [{ type: 'web_search' }, offered, { type: 'namespace', name: 'n', tools: [offered] }],
        }
      : {
          systemInstruction: text('You are a poet.'),
          contents: ['hello', 'hi'].map((said, at) => ({ role: at === 0 ? 'user' : 'model', ...text(said) })),
          tools: [{ googleSearch: {} }, { functionDeclarations: [{ name: 'f' }] }],
        };
    const error = { message: `Invalid '${param}'.`, type: 'invalid_request_error', param, code: null };
    stage.willAct(answerJson(400, { error }));
    const { answer, json } = await ask({ path, body });
    const told = path.endsWith('responses')
      ? { param: place }
      : { details: [{ fieldViolations: [{ field: place }] }] };
    expect([answer.status, json['error']]).toMatchObject([400, told]);
  });

  it.each([
    ['own', 'tools[1]'],
    ['other', 'tools[2]'],
  ])(
    'in what the first of two targets refuses that speak the Responses API and not: %s',
    async (first, param) => {
      const base = `base_url: "${stage.upstream.origin}/v1", default_model: m`;
      const routes = ['own', 'other'].map(
        (id, at, ids) => `{ id: by-${id}, targets: [{ provider: ${id} }, { provider: ${ids[1 - at]} }] }`,
      );
      const gateway = await startGateway(
        {},
        `providers: [{ id: own, ${base}, responses_api: true }, { id: other, ${base} }]\nroutes: [${routes.join()}]`,
      );
      const error = {
        message: "Invalid 'tools[1]'.",
        type: 'invalid_request_error',
        param: 'tools[1]',
        code: null,
      };
      stage.willAct(answerJson(400, { error }));
      const tools = [
        { type: 'web_search' },
        ...['f', 'g'].map((name) => ({ type: 'function', name, parameters: ofTools })),
      ];
      const answer = await fetch(`${gateway.url}/v1/responses`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: `by-${first}`, input: 'hello', tools }),
      });
      expect([answer.status, await answer.json()]).toMatchObject([400, { error: { param } }]);
      await gateway.close();
    },
  );

  const TURNS = { contents: ['hello', 'hi'].map((said) => ({ role: 'user', ...text(said) })) };
  const streamed = '/v1beta/models/local/m:streamGenerateContent';
  it.each([
    ['/v1/responses', { model: 'local/m', input: CONVERSATION, stream: true }, '"param":"input[1]"'],
    [`${streamed}?alt=sse`, TURNS, '"field":"contents[1]"'],
    [streamed, TURNS, '"field":"contents[1]"'],
  ])('in what a provider refuses within its stream: %s', async (path, body, told) => {
    const choices = [{ index: 0, delta: { role: 'assistant', content: 'a' }, finish_reason: null }];
    const begun = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices };
    const param = 'messages[1].content';
    const error = { message: `Invalid '${param}'.`, type: 'invalid_request_error', param, code: null };
    stage.willAct(stream([begun, { error }].map((event) => `data: ${JSON.stringify(event)}\n\n`)));
    const answer = await stage.ask(path, body);
    expect([answer.status, await textBeforeEnd(answer)]).toEqual([200, expect.stringContaining(told)]);
  });

  it.each([
    ['input[1]', 'requests[1].content'],
    ['input.1', 'requests[1].content'],
    ['input', 'requests'],
    ['dimensions', 'requests[0].outputDimensionality'],
  ])('in what a provider refuses of several texts to embed: %s', async (param, field) => {
    const error = { message: `Invalid '${param}'.`, type: 'invalid_request_error', param, code: null };
    stage.willAct(answerJson(400, { error }));
    const request = { content: text('hello'), outputDimensionality: 9 };
    const path = '/v1beta/models/local/m:batchEmbedContents';
    const { answer, json } = await ask({ path, body: { requests: [request, request] } });
    expect([answer.status, json['error']]).toMatchObject([
      400,
      { details: [{ fieldViolations: [{ field }] }] },
    ]);
  });

  it.each([
    [{ top_logprobs: 3 }, 'top_logprobs'],
    [{ top_logprobs: 3, include: ['message.output_text.logprobs'] }, 'include'],
  ])('in the refusal of log probabilities: %j', async (wish, param) => {
    const asked = { path: '/v1/responses', body: { model: ANTHROPIC.model, input: 'hello', ...wish } };
    const { answer, json } = await ask(asked, { 'x-strict-params': 'true' });
    expect([answer.status, json['error']]).toMatchObject([400, { param }]);
  });

  it('in what is lost of several texts to embed, once', async () => {
    const embedding = { object: 'embedding', index: 0, embedding: [1] };
    stage.willAct(
      answerJson(200, { object: 'list', data: [embedding, { ...embedding, index: 1 }], model: 'm' }),
    );
    const content = text('hello');
    const requests = [
      { content, taskType: 'x' },
      { content, taskType: 'x' },
    ];
    const { answer } = await ask({ path: '/v1beta/models/local/m:batchEmbedContents', body: { requests } });
    const told = JSON.parse(answer.headers.get('x-tollgate-warnings') ?? '[]') as Warning[];
    expect(told.map(({ parameter }) => parameter)).toEqual(['requests[0].taskType']);
  });

  it('is not refused to a strict caller whose limit has another name inside', async () => {
    willSay(stage, fixtureOf(OPENAI, 'plain'));
    const body = { contents: [{ role: 'user', ...text('hello') }], generationConfig: { maxOutputTokens: 9 } };
    const path = `/v1beta/models/${OPENAI.model}:generateContent`;
    const { answer } = await ask({ path, body }, { 'x-strict-params': 'true' });
    expect([answer.status, answer.headers.get('x-tollgate-warnings')]).toEqual([200, null]);
    expect(stage.upstream.requests.at(-1)?.body).toMatchObject({ max_completion_tokens: 9 });
  });

  it.each(['true', 'false'])(
    'tells and refuses no limit that Anthropic’s callers must set, whatever it is called inside (strict: %s)',
    async (strict) => {
      willSay(stage, fixtureOf(OPENAI, 'plain'));
      const body = { model: OPENAI.model, max_tokens: 9, messages: [say('user', 'hello')] };
      const { answer } = await ask({ path: '/v1/messages', body }, { 'x-strict-params': strict });
      expect([answer.status, answer.headers.get('x-tollgate-warnings')]).toEqual([200, null]);
      expect(stage.upstream.requests.at(-1)?.body).toMatchObject({ max_completion_tokens: 9 });
    },
  );

  it('in what a rule of the model drops, and in the refusal of it', async () => {
    willSay(stage, fixtureOf(OPENAI, 'plain'));
    const body = { ...messages({ messages: CONVERSATION }, '').body, stop_sequences: ['x'] };
    const asked = { path: '/v1/messages', body: { ...body, model: 'openai/o3' } };
    const { answer } = await ask(asked);
    const warnings = JSON.parse(answer.headers.get('x-tollgate-warnings') ?? '[]') as Warning[];
    const dropped = warnings.filter(({ action }) => action === 'dropped');
    expect(dropped.map(({ parameter }) => parameter)).toEqual(['stop_sequences']);
    const google = { ...text('hello'), role: 'user' };
    const refusal = await ask(
      {
        path: '/v1beta/models/openai/o3:generateContent',
        body: { contents: [google], generationConfig: { stopSequences: ['x'] } },
      },
      { 'x-strict-params': 'true' },
    );
    expect([refusal.answer.status, refusal.json['error']]).toMatchObject([
      400,
      {
        message: expect.stringMatching(/^generationConfig\.stopSequences would be dropped/) as string,
        details: [{ fieldViolations: [{ field: 'generationConfig.stopSequences' }] }],
      },
    ]);
  });
});
