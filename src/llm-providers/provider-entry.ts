import { Inject, Injectable, Optional, type Provider, type Type } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { CLOCK, type Clock } from '../common/clock.js';
import type { UpstreamFetch, UpstreamLimits, UpstreamTransport } from '../common/http/upstream-fetch.js';
import { CompletionsService } from '../completions/completions.service.js';
import { configureProvider } from '../config/configure-provider.js';
import { NO_OPERATOR_CONFIG, OPERATOR_CONFIG, type OperatorConfig } from '../config/operator-config.js';
import type { VariableValue } from '../config/variable.js';
import { ProviderAgent } from '../surfaces/agents/provider-agent.js';
import type { ConfiguredProvider } from '../port/configured-provider.js';
import type { LlmProvider } from '../port/llm-provider.js';
import type { ProviderDefinition, ProviderSettings } from '../port/provider-definition.js';

/** A line of the catalogue: all that the module needs to serve a provider. */
export interface ProviderEntry {
  readonly definition: ProviderDefinition;
  /** The injectable by which the rest of the process reaches the provider. */
  readonly agentService: Type<ProviderAgent>;
  /** What the adapter calls; `null` = it calls nothing. */
  readonly client: ProviderClient | null;
  readonly createAdapter: CreateAdapter<never>;
}

export interface ProviderClient {
  /** By which a test swaps it. */
  readonly token: symbol;
  readonly create: (settings: ProviderSettings, fetch: UpstreamFetch, clock: Clock) => object;
}

/** Makes the adapter over a client, be it the real one or a mock. */
export type CreateAdapter<Client> = (
  configured: ConfiguredProvider,
  client: Client,
  clock: Clock,
) => LlmProvider;

/** The way out to all providers. */
export const UPSTREAM_TRANSPORT = Symbol('UPSTREAM_TRANSPORT');

/** A class to extend: the agent of a provider. Its key comes through `ConfigService`, its client through `token`. */
export function agentOf<Client extends object>(
  definition: ProviderDefinition,
  token: symbol,
  createAdapter: CreateAdapter<Client>,
): Type<ProviderAgent> {
  @Injectable()
  class ProviderAgentService extends ProviderAgent {
    constructor(
      @Inject(token) client: Client,
      config: ConfigService,
      completions: CompletionsService,
      @Inject(CLOCK) clock: Clock,
      @Optional() @Inject(OPERATOR_CONFIG) operator: OperatorConfig = NO_OPERATOR_CONFIG,
    ) {
      const configured = configureProvider(definition, operator, (name) => config.get<VariableValue>(name));
      super(createAdapter(configured, client, clock), completions);
    }
  }
  return ProviderAgentService;
}

/** What Nest makes for an entry: its client, and its agent. */
export function nestProvidersOf({ definition, agentService, client }: ProviderEntry): Provider[] {
  if (client === null) return [agentService];
  return [agentService, { ...clientFactory(definition, client.create), provide: client.token }];
}

/** What the operator set for this provider alone. */
function toLimits({ timeouts }: ProviderSettings): Partial<UpstreamLimits> {
  const { connectMs, firstByteMs, idleMs } = timeouts ?? {};
  return {
    ...(connectMs !== undefined && { connectTimeoutMs: connectMs }),
    ...(firstByteMs !== undefined && { firstByteTimeoutMs: firstByteMs }),
    ...(idleMs !== undefined && { idleTimeoutMs: idleMs }),
  };
}

function clientFactory(definition: ProviderDefinition, create: ProviderClient['create']) {
  return {
    useFactory: (
      config: ConfigService,
      transport: UpstreamTransport,
      clock: Clock,
      operator: OperatorConfig = NO_OPERATOR_CONFIG,
    ) => {
      const { settings } = configureProvider(definition, operator, (name) => config.get<VariableValue>(name));
      return create(settings, transport.fetchWithin(toLimits(settings)), clock);
    },
    inject: [ConfigService, UPSTREAM_TRANSPORT, CLOCK, { token: OPERATOR_CONFIG, optional: true }],
  };
}
