import type { Provider, Type } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { CLOCK, type Clock } from '../common/clock.js';
import type { UpstreamFetch, UpstreamTransport } from '../common/http/upstream-fetch.js';
import { readProviderSettings } from '../config/provider.variables.js';
import type { VariableValue } from '../config/variable.js';
import type { LlmAgent } from './llm-agent.js';
import type { ProviderDefinition, ProviderSettings } from './port/provider-definition.js';

/** A line of the catalogue: all that the module needs to serve a provider. */
export interface ProviderEntry {
  readonly definition: ProviderDefinition;
  /** The injectable by which the rest of the process reaches the provider. */
  readonly agentService: Type<LlmAgent>;
  /** What the agent calls, under the token by which a test swaps it; `null` = it calls nothing. */
  readonly client: ProviderClient | null;
}

export interface ProviderClient {
  readonly token: symbol;
  readonly create: (settings: ProviderSettings, fetch: UpstreamFetch, clock: Clock) => object;
}

/** The way out to all providers. */
export const UPSTREAM_TRANSPORT = Symbol('UPSTREAM_TRANSPORT');

/** What Nest makes for an entry: its client, and its agent. */
export function nestProvidersOf({ definition, agentService, client }: ProviderEntry): Provider[] {
  if (client === null) return [agentService];
  return [agentService, { ...clientFactory(definition, client.create), provide: client.token }];
}

function clientFactory(definition: ProviderDefinition, create: ProviderClient['create']) {
  return {
    useFactory: (config: ConfigService, transport: UpstreamTransport, clock: Clock) => {
      const settings = readProviderSettings(definition, (name) => config.get<VariableValue>(name));
      return create(settings, transport.fetch, clock);
    },
    inject: [ConfigService, UPSTREAM_TRANSPORT, CLOCK],
  };
}
