import { gzipSync } from 'node:zlib';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

/** None of them is what `JSON.stringify` writes of what `JSON.parse` reads. */
const BOUNDS =
  '"minimum":-9223372036854775808,"maximum":18446744073709551615,"enum":[1e400,-0,1.0,{"x":-2.50e-3}]';
const SEED = '12345678901234567890';
const TOOL = `"tools":[{"type":"function","function":{"name":"f","parameters":{${BOUNDS}}}}]`;
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
});
