import { Gauge, type Registry } from '@prometheus-io/client';
import type { ProviderHealth } from '../../completions/provider-health.js';
import { configurationOf } from './instruments.js';
import type { LabelOf } from './metric-definitions.js';
import type { MetricLabels } from './metric-labels.js';

const BREAKER_STATES = ['closed', 'half-open', 'open'] as const;

/** Calls in flight, keys in cooldown and breakers: read when the metrics are asked for, and counted nowhere else. */
export function createHealthGauges(registry: Registry, labels: MetricLabels, health: ProviderHealth) {
  return {
    callsInFlight: gaugeOfProviders('tollgate_calls_in_flight', registry, {
      labels,
      read: (id) => health.callsInFlight(id),
    }),
    keysInCooldown: gaugeOfProviders('tollgate_keys_resting', registry, {
      labels,
      read: (id) => health.keysInCooldown(id),
    }),
    breakerState: breakerState(registry, labels, health),
  };
}

function gaugeOfProviders(
  name: 'tollgate_calls_in_flight' | 'tollgate_keys_resting',
  registry: Registry,
  { labels, read }: { readonly labels: MetricLabels; readonly read: (providerId: string) => number },
) {
  return new Gauge<LabelOf<typeof name>>({
    ...configurationOf(name, registry),
    collect() {
      for (const id of labels.providerIds) {
        this.set({ gen_ai_provider_name: labels.providerName(id) }, read(id));
      }
    },
  });
}

function breakerState(registry: Registry, labels: MetricLabels, health: ProviderHealth) {
  const name = 'tollgate_breaker_state';
  return new Gauge<LabelOf<typeof name>>({
    ...configurationOf(name, registry),
    collect() {
      this.reset();
      for (const { provider, model, state } of health.breakersOf()) {
        const { model: label } = labels.of(provider, model);
        for (const each of BREAKER_STATES) this.inc({ ...label, state: each }, each === state ? 1 : 0);
      }
    },
  });
}
