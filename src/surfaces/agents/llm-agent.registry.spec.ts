import { ManualClock } from '../../common/testing/manual-clock.js';
import { completionsWith } from '../../completions/testing/completions-with.js';
import { someDestinations } from '../../routing/testing/some-destinations.js';
import { LlmAgent } from './llm-agent.js';
import { LlmAgentRegistry } from './llm-agent.registry.js';

describe('LlmAgentRegistry', () => {
  const completions = completionsWith(new ManualClock());
  const destinations = someDestinations();
  const named = new LlmAgent(destinations.get('zenith'), completions);
  const registry = new LlmAgentRegistry(destinations, completions, [named]);

  it('has an agent for each destination, in their order', () => {
    expect(registry.agents.map(({ destination }) => destination)).toEqual(destinations.all);
  });

  it('gives the agent that has a class of its own', () => {
    expect(registry.get('zenith')).toBe(named);
  });

  it.each(['acme', 'steady'])('makes up one agent for %s, which has no class of its own', (id) => {
    expect(registry.get(id).destination).toBe(destinations.get(id));
    expect(registry.get(id)).toBe(registry.get(id));
  });

  it('refuses an id that names no destination', () => {
    expect(() => registry.get('unheard-of')).toThrow(
      expect.objectContaining({ code: 'provider.unknown' }) as Error,
    );
  });
});
