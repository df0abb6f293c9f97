import { PROVIDER_CATALOG } from '../src/llm-providers/catalog.js';
import { LlmAgentRegistry } from '../src/surfaces/agents/llm-agent.registry.js';
import { startGateway } from './support/start-gateway.js';

describe('the catalogue', () => {
  it('has the providers that are served, in the same order', async () => {
    const gateway = await startGateway();
    const served = gateway.app.get(LlmAgentRegistry).agents.map(({ definition }) => definition.id);
    const document = (await (await fetch(`${gateway.url}/docs-json`)).json()) as { paths: object };
    await gateway.close();

    const ids = PROVIDER_CATALOG.map(({ definition }) => definition.id);
    expect(served).toEqual(ids);
    expect(
      Object.keys(document.paths).filter(
        (path) => path.startsWith('/agents/llm-providers/') && !path.endsWith('/models'),
      ),
    ).toEqual(ids.map((id) => `/agents/llm-providers/${id}`));
  });
});
