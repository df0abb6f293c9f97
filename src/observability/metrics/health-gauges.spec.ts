import { Registry } from '@prometheus-io/client';
import { GatewayError } from '../../common/errors.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { ProviderHealth } from '../../completions/provider-health.js';
import { LIMITS } from '../../completions/testing/completions-with.js';
import { ACME, ACME_SETTINGS, FakeLlmProvider } from '../../port/testing/fake-llm-provider.js';
import { createHealthGauges } from './health-gauges.js';
import { MetricLabels } from './metric-labels.js';
import { someDestinations } from '../../routing/testing/some-destinations.js';
import { samplesOf } from './testing/read-samples.js';

describe('the health of providers', () => {
  const acme = new FakeLlmProvider();
  let clock: ManualClock;
  let health: ProviderHealth;
  let registry: Registry;
  beforeEach(() => {
    const breaker = LIMITS.breaker && { ...LIMITS.breaker, minimumCalls: 1 };
    clock = new ManualClock();
    health = new ProviderHealth(clock, { ...LIMITS, breaker });
    registry = new Registry();
    createHealthGauges(registry, new MetricLabels(someDestinations()), health);
  });

  const samples = async (name: string) => samplesOf(await registry.metrics(), name);
  const statesOf = (model: string, states: readonly [number, number, number]) =>
    Object.fromEntries(
      ['closed', 'half-open', 'open'].map((state, index) => [
        `{gen_ai_provider_name="acme",gen_ai_request_model="${model}",state="${state}"}`,
        states[index],
      ]),
    );

  it('is told of every provider, also of one without calls', async () => {
    const first = health.lease(acme, 'acme-1');
    health.lease(acme, 'acme-2');
    expect(await samples('tollgate_calls_in_flight')).toEqual({
      '{gen_ai_provider_name="acme"}': 2,
      '{gen_ai_provider_name="sky.zenith"}': 0,
    });
    first.ticket.leave();
    expect(await samples('tollgate_calls_in_flight')).toMatchObject({ '{gen_ai_provider_name="acme"}': 1 });
  });

  it('counts the keys that are in cooldown, one of a single model among them', async () => {
    const keys = ['A', 'B', 'C'].map((variable) => ({ variable, value: `value-${variable}` }));
    const [A, B] = keys;
    const pool = health.poolOf(new FakeLlmProvider(ACME, { ...ACME_SETTINGS, apiKeys: keys }));
    pool.rest(A!, new GatewayError('provider.auth_failed', '-'));
    pool.rest(B!, new GatewayError('provider.rate_limited', '-', { retryAfterMs: 5_000 }), 'acme-1');
    const inCooldown = async () => (await samples('tollgate_keys_resting'))['{gen_ai_provider_name="acme"}'];
    expect(await inCooldown()).toBe(2);
    clock.advance(5_000);
    expect(await inCooldown()).toBe(1);
  });

  it('shows the state of each breaker, as it is now', async () => {
    const lease = health.lease(acme, 'acme-1');
    expect(await samples('tollgate_breaker_state')).toEqual(statesOf('acme-1', [1, 0, 0]));
    lease.permit.failed();
    expect(await samples('tollgate_breaker_state')).toEqual(statesOf('acme-1', [0, 0, 1]));
  });

  it('counts models that are not configured together', async () => {
    health.lease(acme, 'canary-1').permit.failed();
    health.lease(acme, 'canary-2').permit.failed();
    health.lease(acme, 'canary-3');
    expect(await samples('tollgate_breaker_state')).toEqual(statesOf('other', [1, 0, 2]));
  });
});
