import { fixtureOf, WIRES, willSay } from './support/client-wires.js';
import { KEY, ProviderStage } from './support/provider-stage.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { startGateway } from './support/start-gateway.js';
import { TraceCollector, type CollectedSpan } from './support/trace-collector.js';
import { breachesOfInstructions, breachesOfMessages, breachesOfTools } from './support/traced-shapes.js';

type Content = Readonly<Record<string, unknown>>;

const ON = { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' };
const NAMES = {
  input: 'gen_ai.input.messages',
  output: 'gen_ai.output.messages',
  instructions: 'gen_ai.system_instructions',
  tools: 'gen_ai.tool.definitions',
} as const;
const PICTURE = 'aGVsbG8=';
const SCHEMA = { type: 'object', properties: { city: { type: 'string' } } };

/** One conversation with a picture, thoughts aside, a call of a tool and its result, as each API has it. */
const ASKED: readonly {
  readonly api: string;
  readonly path: (model: string) => string;
  readonly body: (model: string) => object;
}[] = [
  {
    api: 'chat completions',
    path: () => '/v1/chat/completions',
    body: (model) => ({
      model,
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: `my key is ${KEY}` },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${PICTURE}` } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'c-1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Graz"}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'c-1', content: 'rain' },
      ],
      tools: [
        { type: 'function', function: { name: 'get_weather', description: 'Weather.', parameters: SCHEMA } },
      ],
    }),
  },
  {
    api: 'messages',
    path: () => '/v1/messages',
    body: (model) => ({
      model,
      max_tokens: 100,
      system: 'Be brief.',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: `my key is ${KEY}` },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PICTURE } },
          ],
        },
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 'c-1', name: 'get_weather', input: { city: 'Graz' } }],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c-1', content: 'rain' }] },
      ],
      tools: [{ name: 'get_weather', description: 'Weather.', input_schema: SCHEMA }],
    }),
  },
  {
    api: 'responses',
    path: () => '/v1/responses',
    body: (model) => ({
      model,
      instructions: 'Be brief.',
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: `my key is ${KEY}` },
            { type: 'input_image', image_url: `data:image/png;base64,${PICTURE}` },
          ],
        },
        { type: 'function_call', call_id: 'c-1', name: 'get_weather', arguments: '{"city":"Graz"}' },
        { type: 'function_call_output', call_id: 'c-1', output: 'rain' },
      ],
      tools: [{ type: 'function', name: 'get_weather', description: 'Weather.', parameters: SCHEMA }],
    }),
  },
  {
    api: 'Gemini',
    path: (model) => `/v1beta/models/${model}:generateContent`,
    body: () => ({
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [
        {
          role: 'user',
          parts: [{ text: `my key is ${KEY}` }, { inlineData: { mimeType: 'image/png', data: PICTURE } }],
        },
        { role: 'model', parts: [{ functionCall: { name: 'get_weather', args: { city: 'Graz' } } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'get_weather', response: { sky: 'rain' } } }] },
      ],
      tools: [
        { functionDeclarations: [{ name: 'get_weather', description: 'Weather.', parameters: SCHEMA }] },
      ],
    }),
  },
];

describe('what was said, in spans', () => {
  let collector: TraceCollector;
  let stage: ProviderStage;
  let spans: readonly CollectedSpan[];

  const ask = async (session: string, path: string, body: object, isStream = false) => {
    const isGemini = path.startsWith('/v1beta/');
    const streamed = path.replace(':generateContent', ':streamGenerateContent?alt=sse');
    const answer = await fetch(stage.gateway.url + (isStream ? streamed : path), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tollgate-session': session },
      body: JSON.stringify({ ...body, ...(isStream && !isGemini && { stream: true }) }),
    });
    return `${answer.status} ${await answer.text()}`;
  };
  const callOf = (session: string): CollectedSpan => {
    const own = spans.filter(({ attributes }) => attributes['gen_ai.conversation.id'] === session);
    expect([session, own.length]).toEqual([session, 1]);
    return own[0]!;
  };
  const read = (span: CollectedSpan, part: keyof typeof NAMES) =>
    JSON.parse(String(span.attributes[NAMES[part]])) as Content[];

  beforeAll(async () => {
    collector = await TraceCollector.start();
    stage = await ProviderStage.open({ ...ON, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    for (const wire of WIRES)
      for (const { api, path, body } of ASKED)
        for (const isStream of [false, true]) {
          willSay(stage, fixtureOf(wire, 'tool-call'));
          const said = await ask(
            `${api} of ${wire.provider}, ${isStream ? 'streamed' : 'whole'}`,
            path(wire.model),
            body(wire.model),
            isStream,
          );
          if (!said.startsWith('200 ')) throw new Error(said);
        }
    willSay(stage, fixtureOf(WIRES[0]!, 'plain'));
    await ask('agent', '/agents/llm-providers/openai', { prompt: 'hello there', system: 'Be kind.' });
    await ask('cut', '/v1/chat/completions', {
      model: 'local/m',
      messages: [
        { role: 'user', content: `old ${'o'.repeat(70_000)}` },
        { role: 'assistant', content: 'well' },
        { role: 'user', content: 'newest' },
      ],
    });
    stage.willAct(answerJson(400, { error: { message: `no ${KEY}` } }));
    await ask('refused', '/v1/chat/completions', {
      model: 'local/m',
      messages: [{ role: 'user', content: 'hello' }],
    });
    stage.willAct(
      answerJson(200, {
        object: 'list',
        model: 'm',
        data: [{ object: 'embedding', index: 0, embedding: [1] }],
      }),
    );
    await ask('vectors', '/v1/embeddings', { model: 'local/m', input: 'canary of an input' });
    await stage.close();
    spans = collector.spans;
  });
  afterAll(() => collector.close());

  it.each(
    WIRES.flatMap(({ provider }) =>
      ASKED.flatMap(({ api }) =>
        ['whole', 'streamed'].map((how) => [`${api} of ${provider}, ${how}`, provider] as const),
      ),
    ),
  )('is told of %s, in the shape of the conventions', (session, provider) => {
    const span = callOf(session);
    const { attributes } = span;
    expect([
      breachesOfMessages(attributes[NAMES.input], 'input'),
      breachesOfMessages(attributes[NAMES.output], 'output'),
      breachesOfTools(attributes[NAMES.tools]),
    ]).toEqual([[], [], []]);
    const input = read(span, 'input');
    const said = input.filter(({ role }) => role !== 'system');
    expect(said).toEqual([
      {
        role: 'user',
        parts: [
          { type: 'text', content: 'my key is [redacted]' },
          { type: 'blob', modality: 'image', mime_type: 'image/png', content: PICTURE },
        ],
      },
      {
        role: 'assistant',
        parts: [
          {
            type: 'tool_call',
            id: session.startsWith('Gemini') ? null : 'c-1',
            name: 'get_weather',
            arguments: { city: 'Graz' },
          },
        ],
      },
      {
        role: expect.stringMatching(/^(tool|user)$/),
        parts: [expect.objectContaining({ type: 'tool_call_response' })],
      },
    ]);
    if (session.startsWith('chat')) {
      // Of a conversation whose instructions are a message, they stay one.
      expect(input[0]).toEqual({ role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] });
      expect(attributes[NAMES.instructions]).toBeUndefined();
    } else {
      expect(breachesOfInstructions(attributes[NAMES.instructions])).toEqual([]);
      expect(read(span, 'instructions')).toEqual([{ type: 'text', content: 'Be brief.' }]);
    }
    expect(read(span, 'tools')).toEqual([
      { type: 'function', name: 'get_weather', description: 'Weather.', parameters: SCHEMA },
    ]);
    const { toolCalls, text } = fixtureOf(
      WIRES.find((wire) => wire.provider === provider)!,
      'tool-call',
    ).expected;
    expect(read(span, 'output')).toEqual([
      {
        role: 'assistant',
        finish_reason: 'tool_call',
        parts: [
          ...(text === '' ? [] : [{ type: 'text', content: text }]),
          ...toolCalls.map(({ name, arguments: given }) => ({
            type: 'tool_call',
            id: expect.any(String),
            name,
            arguments: JSON.parse(given) as unknown,
          })),
        ],
      },
    ]);
    expect(attributes['tollgate.content.truncated']).toBeUndefined();
  });

  it('is told of an agent', () => {
    const span = callOf('agent');
    expect(read(span, 'instructions')).toEqual([{ type: 'text', content: 'Be kind.' }]);
    expect(read(span, 'input')).toEqual([
      { role: 'user', parts: [{ type: 'text', content: 'hello there' }] },
    ]);
    const { text } = fixtureOf(WIRES[0]!, 'plain').expected;
    expect(read(span, 'output')).toEqual([
      { role: 'assistant', finish_reason: 'stop', parts: [{ type: 'text', content: text }] },
    ]);
  });

  it('is the end of a long conversation, and says that there was more', () => {
    const span = callOf('cut');
    expect(read(span, 'input').slice(-2)).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'well' }] },
      { role: 'user', parts: [{ type: 'text', content: 'newest' }] },
    ]);
    expect(breachesOfMessages(span.attributes[NAMES.input], 'input')).toEqual([]);
    expect(Buffer.byteLength(String(span.attributes[NAMES.input]))).toBeLessThanOrEqual(65_536);
    expect(span.attributes['tollgate.content.truncated']).toEqual(['input']);
  });

  it('holds the prompt alone where the provider refused it', () => {
    const { attributes } = callOf('refused');
    expect(attributes[NAMES.input]).toBe('[{"role":"user","parts":[{"type":"text","content":"hello"}]}]');
    expect([attributes[NAMES.output], attributes['error.type']]).toEqual([undefined, 'provider.rejected']);
  });

  it('is in no span of embeddings, attempts or requests, and never holds a key of a provider', () => {
    const { attributes } = callOf('vectors');
    expect(Object.values(NAMES).filter((name) => name in attributes)).toEqual([]);
    const others = spans.filter((span) => !('gen_ai.conversation.id' in span.attributes));
    expect(others.flatMap((span) => Object.values(NAMES).filter((name) => name in span.attributes))).toEqual(
      [],
    );
    expect(JSON.stringify(spans)).not.toMatch(/canary/);
  });
});

describe('what was said, of keys and routes that are left alone', () => {
  it('is in none of their spans, and is masked in others where a pattern says so', async () => {
    const collector = await TraceCollector.start();
    const gateway = await startGateway(
      {
        ...ON,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        QUIET_KEY: 'a-quiet-key-0123456789',
        OPEN_KEY: 'open-key-0123456789',
      },
      [
        "capture: { redact: ['[a-z]+@[a-z.]+'] }",
        'routes: [{ id: still, capture: off, targets: [{ provider: sandbox }] }]',
        'keys: { quiet: { key_variable: QUIET_KEY, capture: off }, open: { key_variable: OPEN_KEY } }',
      ].join('\n'),
    );
    const ask = async (model: string, key: string) => {
      const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': key },
        body: JSON.stringify({ model, messages: [{ role: 'user', content: 'I am ann@example.com' }] }),
      });
      expect(answer.status).toBe(200);
      await answer.text();
    };
    await ask('sandbox/sim/echo', 'a-quiet-key-0123456789');
    await ask('still', 'open-key-0123456789');
    await ask('sandbox/sim/echo', 'open-key-0123456789');
    await gateway.close();
    const told = collector.spans.map(({ attributes }) => attributes[NAMES.input]).filter(Boolean);
    expect(told).toEqual(['[{"role":"user","parts":[{"type":"text","content":"I am [redacted]"}]}]']);
    await collector.close();
  });
});
