import { PROVIDER_CATALOG } from '../src/llm-providers/catalog.js';
import { LlmAgentRegistry } from '../src/surfaces/agents/llm-agent.registry.js';
import { startGateway } from './support/start-gateway.js';

describe('the catalogue', () => {
  it('has the providers that are served, in the same order', async () => {
    const gateway = await startGateway();
    const served = gateway.app.get(LlmAgentRegistry).agents.map(({ definition }) => definition);
    const document = (await (await fetch(`${gateway.url}/docs-json`)).json()) as { paths: object };
    await gateway.close();

    const definitions = PROVIDER_CATALOG.map(({ definition }) => definition);
    expect(served).toEqual(definitions);
    expect(
      Object.keys(document.paths).filter(
        (path) => path.startsWith('/agents/llm-providers/') && !path.endsWith('/models'),
      ),
    ).toEqual(definitions.map(({ id }) => `/agents/llm-providers/${id}`));
  });
});
