import { LlmAgentRegistry } from '../src/surfaces/agents/llm-agent.registry.js';
import { parseConfigFile } from '../src/config/config-file/config-file.js';
import { readEnvironment } from '../src/config/environment.js';
import { SHIPPED_DEFINITIONS } from '../src/llm-providers/catalog.js';
import { ask } from './support/agent-client.js';
import { readStream } from './support/agent-events.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson, neverAnswer } from './support/scripted-upstream/scripts.js';
import { sseFrame, stream } from './support/scripted-upstream/stream-script.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const KEY = 'groq-canary-0123456789';
const USAGE = { prompt_tokens: 1_000_000, completion_tokens: 2, total_tokens: 1_000_002 };
const answer = (model: string) => ({
  id: '1',
  object: 'chat.completion',
  created: 1,
  model,
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi there!' }, finish_reason: 'stop' }],
  usage: USAGE,
});

describe('providers of a tollgate.yaml', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: neverAnswer() });
    gateway = await startGateway(
      { GROQ_API_KEY: KEY },
      `
providers:
  - id: local
    base_url: ${upstream.origin}/v1
    default_model: llama3.3
    model_aliases: { big: llama3.3-70b }
  - id: groq
    display_name: Groq
    base_url: ${upstream.origin}/openai/v1/
    api_key_variable: GROQ_API_KEY
    default_model: oss
    headers: { x-team: search }
    prices:
      oss: { input_usd_per_million: "0.075", output_usd_per_million: 0.3 }
    parameter_rules:
      - models: ["@cf/plain *"]
        no_defaults: [max_tokens, temperature]
        rules: { stream_options: { action: drop } }
      - models: [tuned]
        defaults: { temperature: 0.1, top_p: 0.9 }
      - models: [o*]
        rules: { max_tokens: { action: rename, to: max_completion_tokens }, temperature: { action: drop } }
`,
    );
  });

  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  it('are in the list, in Swagger and in the registry', async () => {
    const list = await fetch(`${gateway.url}/agents/llm-providers`).then((response) => response.json());
    expect((list as { providers: object[] }).providers.slice(-2)).toEqual([
      {
        id: 'local',
        display_name: 'local',
        configured: true,
        default_model: 'llama3.3',
        simulated: false,
        endpoint: '/agents/llm-providers/local',
        open_breakers: [],
        keys_in_cooldown: 0,
        targets: [],
        status: 'ready',
        target_states: [],
      },
      {
        id: 'groq',
        display_name: 'Groq',
        configured: true,
        default_model: 'oss',
        simulated: false,
        endpoint: '/agents/llm-providers/groq',
        open_breakers: [],
        keys_in_cooldown: 0,
        targets: [],
        status: 'ready',
        target_states: [],
      },
    ]);
    const document = await fetch(`${gateway.url}/docs-json`).then((response) => response.json());
    expect(Object.keys((document as { paths: object }).paths)).toEqual(
      expect.arrayContaining(['/agents/llm-providers/local', '/agents/llm-providers/groq']),
    );
    expect(gateway.app.get(LlmAgentRegistry).get('groq').definition.displayName).toBe('Groq');
  });

  it('are called without a key where none is named', async () => {
    upstream.next(answerJson(200, answer('llama3.3-70b')));
    const { status, body } = await ask(gateway, { prompt: 'hello', model: 'big' }, { provider: 'local' });
    expect([status, body]).toMatchObject([
      200,
      { message: 'Hi there!', provider: 'local', model: 'big', cost_usd: null, cost_source: null },
    ]);
    const { path, headers, body: sent } = await upstream.nextRequest();
    expect([path, headers.authorization]).toEqual(['/v1/chat/completions', undefined]);
    expect(sent).toMatchObject({ model: 'llama3.3-70b', max_tokens: 100, temperature: 0.7 });
  });

  it('are called with their key, headers, rules and prices', async () => {
    upstream.next(answerJson(200, answer('oss')));
    const { body, text } = await ask(gateway, { prompt: 'hello', temperature: 0.2 }, { provider: 'groq' });
    expect(body).toMatchObject({
      cost_usd: '0.0750006',
      cost_source: 'price_table',
      warnings: [{ parameter: 'temperature', action: 'dropped' }],
    });
    const { path, headers, body: sent } = await upstream.nextRequest();
    expect(path).toBe('/openai/v1/chat/completions');
    expect(headers).toMatchObject({ authorization: `Bearer ${KEY}`, 'x-team': 'search' });
    expect(sent).toEqual({
      model: 'oss',
      messages: [{ role: 'user', content: 'hello' }],
      max_completion_tokens: 100,
    });
    expect(text + gateway.logText()).not.toContain(KEY);
  });

  it('stream as the others do', async () => {
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      ...answer('oss'),
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason }],
      usage: null,
    });
    const frames = [chunk({ content: 'Hi ' }), chunk({ content: 'there!' }), chunk({}, 'stop')];
    const last = { ...chunk({}), choices: [], usage: USAGE };
    upstream.next(stream([...frames, last].map((frame) => sseFrame(frame))));
    const { names, end } = await readStream(gateway, { prompt: 'hello' }, { provider: 'groq' });
    expect(names).toEqual(['delta', 'delta', 'done']);
    expect(end).toMatchObject({ message: 'Hi there!', cost_usd: '0.0750006' });
    await upstream.nextRequest();
  });

  it('are sent no default, and not asked for counts, where the file says so', async () => {
    const chunk = { ...answer('@cf/plain 1'), object: 'chat.completion.chunk', usage: null };
    const choice = { index: 0, delta: { content: 'Hi there!' }, finish_reason: 'stop' };
    const prompt = { prompt: 'hello', model: '@cf/plain 1' };
    const messages = [{ role: 'user', content: 'hello' }];
    upstream.next(stream([sseFrame({ ...chunk, choices: [choice] }), sseFrame('[DONE]')]));
    const { end } = await readStream(gateway, prompt, { provider: 'groq' });
    expect(end).toMatchObject({ message: 'Hi there!', warnings: [], usage: { total_tokens: null } });
    expect((await upstream.nextRequest()).body).toEqual({ model: '@cf/plain 1', messages, stream: true });
    upstream.next(answerJson(200, answer('@cf/plain 1')));
    await ask(gateway, { ...prompt, temperature: 0.2 }, { provider: 'groq' });
    expect((await upstream.nextRequest()).body).toEqual({ model: '@cf/plain 1', messages, temperature: 0.2 });
  });

  it('are sent the file’s defaults, also for what the surface leaves open', async () => {
    upstream.next(answerJson(200, answer('tuned')));
    await ask(gateway, { prompt: 'hello', model: 'tuned' }, { provider: 'groq' });
    const { body } = await upstream.nextRequest();
    expect(body).toMatchObject({ max_tokens: 100, temperature: 0.1, top_p: 0.9 });
  });

  it('begin messages of failures with their name', async () => {
    upstream.next(answerJson(401, { error: { message: `bad ${KEY}` } }));
    const { status, body } = await ask(gateway, { prompt: 'hello' }, { provider: 'groq' });
    expect([status, body.error?.code]).toEqual([502, 'provider.auth_failed']);
    expect(body.message).toMatch(/^Groq API error: .*GROQ_API_KEY/);
    await upstream.nextRequest();
  });
});

describe('a tollgate.yaml beside variables', () => {
  const file = parseConfigFile(
    `
settings:
  log_level: warn
  port: 4000
providers:
  - id: openai
    base_url: https://file.example/v1
    default_model: of-the-file
    model_aliases: { fast: a, slow: b }
  - id: local
    base_url: http://127.0.0.1:1/v1
    default_model: x
    api_key_variable: LOCAL_KEY
`,
    SHIPPED_DEFINITIONS,
  );

  it('holds where no variable is set', () => {
    const { server, texts, notes } = readEnvironment(
      { LOCAL_KEY: 'k', PORT: ' ' },
      SHIPPED_DEFINITIONS,
      file,
    );
    expect([server.PORT, server.LOG_LEVEL, notes]).toEqual([4000, 'warn', []]);
    expect(texts['LOCAL_KEY']).toBe('k');
  });

  it('gives way to variables, and the log is told of each', () => {
    const { server, notes } = readEnvironment(
      {
        PORT: '5000',
        LOG_LEVEL: 'warn',
        OPENAI_BASE_URL: 'https://env.example/v1',
        OPENAI_DEFAULT_MODEL: 'of-the-file',
        OPENAI_MODEL_ALIASES: 'fast=c,slow=b',
        LOCAL_BASE_URL: 'http://127.0.0.1:2/v1',
      },
      SHIPPED_DEFINITIONS,
      file,
    );
    expect(server.PORT).toBe(5000);
    const rule = 'the environment goes before the file.';
    expect(notes).toEqual([
      `PORT of the environment holds, not settings.port (tollgate.yaml:4:9): ${rule}`,
      `OPENAI_BASE_URL of the environment holds, not providers[0].base_url (tollgate.yaml:7:15): ${rule}`,
      `OPENAI_MODEL_ALIASES of the environment holds, not providers[0].model_aliases.fast (tollgate.yaml:9:28): ${rule}`,
      `LOCAL_BASE_URL of the environment holds, not providers[1].base_url (tollgate.yaml:11:15): ${rule}`,
    ]);
  });

  it('is told of a limit on calls to a provider that no calls can reach', () => {
    const wide = parseConfigFile(
      'settings: { max_calls_in_flight: 50 }\nproviders: [{ id: openai, max_calls: 50 }, { id: gemini, max_calls: 51 }]',
      SHIPPED_DEFINITIONS,
    );
    expect(readEnvironment({}, SHIPPED_DEFINITIONS, wide).notes).toEqual([
      'providers[1].max_calls (tollgate.yaml:2:69) is never reached: MAX_CALLS_IN_FLIGHT lets in no more than 50 calls.',
    ]);
    expect(readEnvironment({ MAX_CALLS_IN_FLIGHT: '51' }, SHIPPED_DEFINITIONS, wide).notes).toEqual([
      'MAX_CALLS_IN_FLIGHT of the environment holds, not settings.max_calls_in_flight (tollgate.yaml:1:34): the environment goes before the file.',
    ]);
  });
});
