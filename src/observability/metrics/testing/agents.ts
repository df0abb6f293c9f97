import { ManualClock } from '../../../common/testing/manual-clock.js';
import { completionsWith } from '../../../completions/testing/completions-with.js';
import type { OperatorRoute } from '../../../config/operator-config.js';
import type { LlmAgent } from '../../../surfaces/agents/llm-agent.js';
import { LlmAgentRegistry } from '../../../surfaces/agents/llm-agent.registry.js';
import type { ProviderDefinition, ProviderSettings } from '../../../port/provider-definition.js';
import { ACME, ACME_SETTINGS, FakeLlmProvider } from '../../../port/testing/fake-llm-provider.js';
import { ProviderAgent } from '../../../surfaces/agents/provider-agent.js';
import { createRouteAgent } from '../../../surfaces/agents/route-agent.js';

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
export function someAgents(): readonly LlmAgent[] {
  const completions = completionsWith(new ManualClock());
  const providers = [
    new ProviderAgent(new FakeLlmProvider(), completions),
    new ProviderAgent(new FakeLlmProvider(ZENITH, ZENITH_SETTINGS), completions),
  ];
  const route = createRouteAgent(STEADY, new LlmAgentRegistry(providers), completions, () => 0.5);
  return [...providers, route];
}
