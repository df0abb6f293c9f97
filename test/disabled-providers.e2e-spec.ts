import { OpenAIAgentService } from '../src/surfaces/agents/services/openai-agent.service.js';
import { SandboxAgentService } from '../src/surfaces/agents/services/sandbox-agent.service.js';
import { ask } from './support/agent-client.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const CONFIG_FILE = `
settings: { disabled_providers: "acme, sandbox, requestry" }
providers:
  - { id: acme, base_url: "http://127.0.0.1:9/v1", default_model: acme-1 }
`;
const DISABLED = ['acme', 'sandbox', 'requesty', 'requestry'];

describe('providers that are disabled', () => {
  let gateway: RunningGateway;
  beforeAll(async () => void (gateway = await startGateway({}, CONFIG_FILE)));
  afterAll(() => gateway.close());

  const textAt = async (path: string) => (await fetch(gateway.url + path)).text();

  it.each(DISABLED)('answer as a provider that is unknown: %s', async (provider) => {
    const unknown = await ask(gateway, { prompt: 'x' }, { provider: 'no-such-provider' });
    const { status, body } = await ask(gateway, { prompt: 'x' }, { provider });
    expect([status, body.message, body.error]).toEqual([404, unknown.body.message, unknown.body.error]);
    expect(body.message).toBe(
      'There is no such provider. Providers are: openai, gemini, openrouter, anthropic.',
    );
    expect((await fetch(`${gateway.url}/agents/llm-providers/${provider}/models`)).status).toBe(404);
  });

  it.each(['/agents/llm-providers', '/metrics', '/health/ready', '/docs-json'])(
    'are not named at %s',
    async (path) => {
      expect(await textAt(path)).not.toMatch(/acme|sandbox|requestr?y/i);
    },
  );

  it('are told as unknown to code of this process that injects their agents; others are what they were', async () => {
    const disabled = gateway.app.get(SandboxAgentService, { strict: false });
    expect(await disabled.processPrompt({ prompt: 'x' })).toMatchObject({
      status: 'error',
      model: 'unknown',
      error: { code: 'provider.unknown' },
    });
    const openai = gateway.app.get(OpenAIAgentService, { strict: false });
    expect(await openai.processPrompt({ prompt: 'x' })).toMatchObject({
      message: 'OPENAI_API_KEY missing in environment.',
    });
  });

  it.each([
    ['an id of no provider', 'sandbix', undefined, 'given was "sandbix"'],
    ['what is no id', 'Sand Box', undefined, 'DISABLED_PROVIDERS: accepted is ids of providers'],
    [
      'a provider that a route names',
      'sandbox',
      'routes: [{ id: fast, targets: [{ provider: sandbox }] }]',
      'the route "fast" names "sandbox", which is disabled',
    ],
  ])('keep the gateway from starting where they are %s', async (_, disabled, file, complaint) => {
    await expect(startGateway({ DISABLED_PROVIDERS: disabled }, file)).rejects.toThrow(complaint);
  });
});

it('examples of /v1 show a model of a provider that is left', async () => {
  const gateway = await startGateway({ DISABLED_PROVIDERS: 'openai,sandbox' });
  const { paths } = (await (await fetch(`${gateway.url}/docs-json`)).json()) as { paths: object };
  const shown = JSON.stringify(Object.entries(paths).filter(([path]) => path.startsWith('/v1')));
  expect(shown).not.toMatch(/"(openai|sandbox)\//);
  expect(shown).toContain('"gemini/gemini-3.5-flash-lite"');
  await gateway.close();
});
