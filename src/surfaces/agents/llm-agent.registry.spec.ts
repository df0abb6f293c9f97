import { ManualClock } from '../../common/testing/manual-clock.js';
import { completionsWith } from '../../completions/testing/completions-with.js';
import { LlmAgentRegistry } from './llm-agent.registry.js';
import { ACME, FakeLlmProvider } from '../../port/testing/fake-llm-provider.js';
import { ProviderAgent } from './provider-agent.js';

describe('LlmAgentRegistry', () => {
  const completions = completionsWith(new ManualClock());
  const agents = ['acme', 'zenith'].map(
    (id) => new ProviderAgent(new FakeLlmProvider({ ...ACME, id }), completions),
  );
  const registry = new LlmAgentRegistry(agents);

  it('finds an agent by its provider’s id', () => {
    expect(registry.get('zenith')).toBe(agents[1]);
  });

  it('lists all agents in the order of the catalogue', () => {
    expect(registry.agents).toEqual(agents);
  });

  it.each(['nobody', 'ACME', '', 'constructor', '__proto__', 'a\r\nb'])(
    'refuses "%s", naming the providers that there are and not the one that was asked for',
    (id) => {
      expect(() => registry.get(id)).toThrow(
        expect.objectContaining({
          code: 'provider.unknown',
          httpStatus: 404,
          message: 'There is no such provider. Providers are: acme, zenith.',
        }) as Error,
      );
    },
  );
});
