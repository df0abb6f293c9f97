import type { OperatorRoute } from '../../config/operator-config.js';
import type { ProviderDefinition, ProviderSettings } from '../../port/provider-definition.js';
import { ACME, ACME_SETTINGS, FakeLlmProvider } from '../../port/testing/fake-llm-provider.js';
import { createDestinations } from '../create-destinations.js';
import { DestinationRegistry } from '../destination.registry.js';

const ZENITH: ProviderDefinition = {
  ...ACME,
  id: 'zenith',
  displayName: 'Zenith',
  otelName: 'sky.zenith',
  modelAliases: {},
  modelLifecycle: [],
};

const ZENITH_SETTINGS: ProviderSettings = {
  ...ACME_SETTINGS,
  defaultModel: 'z-1',
  modelAliases: new Map([['best', 'z-2']]),
  prices: new Map([['z-3', { input_usd_per_million: '1', output_usd_per_million: '2' }]]),
};

const STEADY: OperatorRoute = {
  id: 'steady',
  strategy: 'ordered',
  targets: [
    { providerId: 'acme', model: 'acme-9', weight: 1 },
    { providerId: 'zenith', weight: 1 },
  ],
};

/** Acme, Zenith that OpenTelemetry calls otherwise, and a route over both. */
export function someDestinations(): DestinationRegistry {
  const providers = [new FakeLlmProvider(), new FakeLlmProvider(ZENITH, ZENITH_SETTINGS)];
  const operator = { providers: [], routes: [STEADY] };
  return new DestinationRegistry(createDestinations(providers, { operator, random: () => 0.5 }));
}
