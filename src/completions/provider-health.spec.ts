import { ManualClock } from '../common/testing/manual-clock.js';
import { FakeLlmProvider } from '../port/testing/fake-llm-provider.js';
import { ProviderHealth } from './provider-health.js';
import { LIMITS } from './testing/completions-with.js';

describe('the failing models of a provider', () => {
  const provider = new FakeLlmProvider();
  let clock: ManualClock;
  let health: ProviderHealth;

  beforeEach(() => {
    clock = new ManualClock();
    health = new ProviderHealth(clock, LIMITS);
  });

  /** Until its breaker opens. */
  const letFail = (model: string) => {
    for (let times = 0; times < 20; times += 1) {
      const { permit, ticket } = health.lease(provider, model);
      permit.failed();
      ticket.leave();
    }
  };
  const failing = () => health.failingModelsOf('acme').map(({ model, state }) => `${model} ${state}`);

  it('are none where all answer', () => {
    const { permit, ticket } = health.lease(provider, 'good');
    permit.succeeded();
    ticket.leave();
    expect(failing()).toEqual([]);
  });

  it('are those whose breaker is open or half-open, the one that was asked last first', () => {
    letFail('first');
    clock.advance(LIMITS.breaker?.openMs ?? 0);
    letFail('second');
    expect(failing()).toEqual(['second open', 'first half-open']);
    expect(health.failingModelsOf('another')).toEqual([]);
  });

  it('are no more than fifty, whatever names callers choose', () => {
    for (let index = 0; index < 60; index += 1) letFail(`m-${index}`);
    expect(failing()).toHaveLength(50);
    expect(failing()[0]).toBe('m-59 open');
  });
});
