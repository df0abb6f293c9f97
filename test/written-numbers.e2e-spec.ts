import { gzipSync } from 'node:zlib';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

/** None of them is what `JSON.stringify` writes of what `JSON.parse` reads. */
const BOUNDS =
  '"minimum":-9223372036854775808,"maximum":18446744073709551615,"enum":[1e400,-0,1.0,{"x":-2.50e-3}]';
const SEED = '12345678901234567890';
const TOOL = `"tools":[{"type":"function","function":{"name":"f","parameters":{${BOUNDS}}}}]`;
const TOOL_OF_CLAUDE = `{"name":"f","input_schema":{"type":"object",${BOUNDS}}}`;
const SAY = '"messages":[{"role":"user","content":"Hi \\u00e9 ✓ 1.0"}]';
const LONG = 'words of a long prompt '.repeat(1000);
const PICTURE = 'A'.repeat(40_000);

describe('numbers that JavaScript would write in another way', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerJson(418, { error: { message: 'no' } }) });
    const url = `${upstream.origin}/v1`;
    gateway = await startGateway(
      {
        MAX_BODY_BYTES: '2000000',
        ANTHROPIC_API_KEY: 'a-key-of-anthropic',
        ANTHROPIC_BASE_URL: url,
        GEMINI_API_KEY: 'a-key-of-gemini',
        GEMINI_BASE_URL: `${upstream.origin}/v1beta`,
      },
      `
providers:
  - id: one
    base_url: ${url}
    default_model: m
    responses_api: true
    model_aliases: { short: a-model-with-a-long-name }
    parameter_rules:
      - models: ['ruled-*']
        rules: { temperature: { action: drop }, max_tokens: { action: rename, to: max_completion_tokens } }
  - { id: meshed, base_url: ${url}, default_model: m, forward_context: true }
  - { id: newer, base_url: ${url}, default_model: m, responses_api: true, chat_api: false }
routes:
  - { id: both, targets: [{ provider: one, model: first }, { provider: meshed, model: second }] }
`,
    );
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const missingIn = (body: string, parts: readonly string[]) => parts.filter((part) => !body.includes(part));

  /** What the provider was sent last. */
  const sent = async (path: string, json: string, headers: Record<string, string> = {}): Promise<string> => {
    const before = upstream.requests.length;
    const body = headers['content-encoding'] ? gzipSync(json) : json;
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
    await (await fetch(`${gateway.url}${path}`, init)).arrayBuffer();
    expect(upstream.requests.length).toBeGreaterThan(before);
    return upstream.requests.at(-1)!.rawBody.toString();
  };

  describe.each([
    ['small', ''],
    ['larger', `"more":"${LONG}",`],
    ['with a picture', `"more":"${PICTURE}",`],
    ['read in turns', `"more":"${LONG.repeat(16)}",`],
  ])('of a chat that is %s', (size, more) => {
    const chat = (model: string, others = '') =>
      `{"model":"${model}",${SAY},${more}${TOOL},"seed":${SEED},"temperature":1.0${others}}`;

    it.each([
      ['as it came', 'one/m', '', {}],
      ['by an alias', 'one/short', '', {}],
      ['by a route, to its second target', 'both', '', {}],
      ['that is no stream', 'one/m', ',"stream":false', {}],
      ['that is a stream', 'one/m', ',"stream":true', {}],
      ['with options of its stream', 'one/m', ',"stream":true,"stream_options":{"x":1.0}', {}],
      ['on the usual way', 'one/m', '', { 'idempotency-key': `usual-${size}` }],
      ['to a provider that is told of the context', 'meshed/m', '', {}],
      ['that is packed', 'one/m', '', { 'content-encoding': 'gzip' }],
      ['with a member that is null', 'one/m', ',"top_p":null', {}],
      ['with a member that stands there twice', 'one/m', ',"temperature":1.0', {}],
    ])('reach the provider as they came: %s', async (_what, model, others, headers) => {
      const body = await sent('/v1/chat/completions', chat(model, others), headers);
      expect(missingIn(body, [TOOL, `"seed":${SEED}`, '"temperature":1.0'])).toEqual([]);
    });

    it('reach it where a rule changes others', async () => {
      const body = await sent(
        '/v1/chat/completions',
        chat('one/ruled-model', ',"max_tokens":5,"top_p":0.50'),
      );
      expect(missingIn(body, [TOOL, `"seed":${SEED}`, '"max_completion_tokens":5', '"top_p":0.50'])).toEqual(
        [],
      );
      expect(missingIn(body, ['"temperature"'])).toEqual(['"temperature"']);
    });
  });

  it.each([
    ['/v1/embeddings', `{"model":"one/m","input":"Hi","x":{${BOUNDS}}}`],
    ['/v1/completions', `{"model":"one/m","prompt":"Hi","x":{${BOUNDS}}}`],
    ['/v1/completions', `{"model":"one/m","prompt":"Hi","stream":true,"x":{${BOUNDS}}}`],
    ['/v1/responses', `{"model":"one/m","input":"Hi","text":{${BOUNDS}}}`],
    [
      '/v1/messages',
      `{"model":"anthropic/m","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"x":{${BOUNDS}}}`,
    ],
    [
      '/v1beta/models/gemini/m:generateContent',
      `{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"x":{${BOUNDS}}}`,
    ],
    [
      '/v1beta/models/gemini/m:countTokens',
      `{"generateContentRequest":{"model":"models/m","contents":[{"parts":[{"x":{${BOUNDS}}}]}]}}`,
    ],
  ])('reach the provider as they came: %s %s', async (path, asked) => {
    expect(await sent(path, asked)).toContain(BOUNDS);
  });

  /** Of an argument, of a result, and of what may be one: each is an object, or JSON in a text. */
  const IDS = `{"id":${SEED},"of":[{"at":-${SEED}},[${SEED}]]}`;
  const IDS_TEXT = JSON.stringify(IDS);
  const SCHEMA = `{"type":"object","properties":{"id":{"enum":[${SEED}],"default":{"x":[${SEED}]}}}}`;
  const FORMAT = `"name":"a","schema":${SCHEMA}`;
  const ASKED = {
    '/v1/chat/completions': (model: string) =>
      `{"model":"${model}","messages":[{"role":"user","content":"Hi"},` +
      `{"role":"assistant","content":null,"tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":${IDS_TEXT}}}]},` +
      `{"role":"tool","tool_call_id":"t","content":${IDS_TEXT}}],` +
      `"tools":[{"type":"function","function":{"name":"f","parameters":${SCHEMA}}}],` +
      `"response_format":{"type":"json_schema","json_schema":{${FORMAT}}}}`,
    '/v1/responses': (model: string) =>
      `{"model":"${model}","input":[{"role":"user","content":"Hi"},` +
      `{"type":"function_call","call_id":"t","name":"f","arguments":${IDS_TEXT}},` +
      `{"type":"function_call_output","call_id":"t","output":${IDS_TEXT}}],` +
      `"tools":[{"type":"function","name":"f","parameters":${SCHEMA}}],` +
      `"text":{"format":{"type":"json_schema",${FORMAT}}}}`,
    '/v1/messages': (model: string) =>
      `{"model":"${model}","max_tokens":9,"messages":[{"role":"user","content":"Hi"},` +
      `{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":${IDS}}]},` +
      `{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":${IDS_TEXT}}]}],` +
      `"tools":[{"name":"f","input_schema":${SCHEMA}}],` +
      `"output_config":{"format":{"type":"json_schema","schema":${SCHEMA}}}}`,
    gemini: (schemaName: string) =>
      `{"contents":[{"role":"user","parts":[{"text":"Hi"}]},` +
      `{"role":"model","parts":[{"functionCall":{"name":"f","args":${IDS}}}]},` +
      `{"role":"user","parts":[{"functionResponse":{"name":"f","response":${IDS}}}]}],` +
      `"tools":[{"functionDeclarations":[{"name":"f","parameters${schemaName}":${SCHEMA}}]}],` +
      `"generationConfig":{"responseMimeType":"application/json","response${schemaName || 'Schema'}":${SCHEMA}}}`,
  };
  const MODELS = ['one/m', 'newer/m', 'anthropic/claude-haiku-5-5', 'gemini/gemini-3-flash'];
  const translated = [
    ...MODELS.flatMap((model) =>
      (['/v1/chat/completions', '/v1/responses', '/v1/messages'] as const).map(
        (path): [string, string, string] => [path, model, ASKED[path](model)],
      ),
    ),
    ...MODELS.flatMap((model) =>
      ['', 'JsonSchema'].map((name): [string, string, string] => [
        `/v1beta/models/${model}:generateContent`,
        `schemas as \`parameters${name}\``,
        ASKED.gemini(name),
      ]),
    ),
  ];

  it.each(translated)('keep their digits in another wire: %s to %s', async (path, _model, asked) => {
    // Twice in arguments and in a result, and in each schema.
    expect((await sent(path, asked)).split(SEED)).toHaveLength(3 + 3 + 2 + 2 + 1);
  });

  it.each([
    ['/v1/messages', 'one/m', `{"model":"one/m",${SAY},"max_tokens":9.0,"tools":[${TOOL_OF_CLAUDE}]}`],
    [
      '/v1/chat/completions',
      'anthropic/claude-haiku-5-5',
      `{"model":"anthropic/claude-haiku-5-5",${SAY},"max_tokens":9.0,${TOOL}}`,
    ],
  ])('leave a limit a whole number in another wire: %s to %s', async (path, _model, asked) => {
    const body = await sent(path, asked);
    expect(missingIn(body, ['"max_tokens":9,', BOUNDS])).toEqual([]);
  });

  it('keep their digits in the bounds that Claude is told in words', async () => {
    const schema = `{"type":"object","properties":{"id":{"type":"integer","maximum":${SEED}}}}`;
    const format = `{"type":"json_schema","json_schema":{"name":"a","schema":${schema}}}`;
    const body = `{"model":"anthropic/claude-haiku-5-5",${SAY},"response_format":${format}}`;
    expect(await sent('/v1/chat/completions', body)).toContain(`"description":"maximum: ${SEED}"`);
  });
});
