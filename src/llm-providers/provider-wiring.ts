import type { Provider } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { CLOCK, type Clock } from '../common/clock.js';
import type { UpstreamLimits, UpstreamTransport } from '../common/http/upstream-fetch.js';
import { configureProvider } from '../config/configure-provider.js';
import { OPERATOR_CONFIG, type OperatorConfig } from '../config/operator-config.js';
import type { VariableValue } from '../config/variable.js';
import type { ConfiguredProvider } from '../port/configured-provider.js';
import type { LlmProvider } from '../port/llm-provider.js';
import { PRICE_OVERLAY, type PriceOverlay } from '../port/price-overlay.js';
import type { ProviderSettings } from '../port/provider-definition.js';
import type { CreateAdapter, ProviderClient, ProviderEntry } from './provider-entry.js';

/** The way out to all providers. */
export const UPSTREAM_TRANSPORT = Symbol('UPSTREAM_TRANSPORT');

/** What Nest makes of an entry of the catalogue. */
export interface WiredProvider {
  /** Under which the adapter, an `LlmProvider`, is found. */
  readonly adapterToken: symbol;
  readonly nestProviders: readonly Provider[];
}

/** Its settings, read once; its client over them; and its adapter over both. */
export function wireProvider({ definition, client, createAdapter }: ProviderEntry): WiredProvider {
  const { id } = definition;
  const configuredToken = Symbol(`CONFIGURED_PROVIDER ${id}`);
  const adapterToken = Symbol(`LLM_PROVIDER ${id}`);
  const configured: Provider = {
    provide: configuredToken,
    useFactory: (config: ConfigService, operator: OperatorConfig, overlay: PriceOverlay) =>
      withPricesOf(
        overlay,
        configureProvider(definition, operator, (name) => config.get<VariableValue>(name)),
      ),
    inject: [ConfigService, OPERATOR_CONFIG, PRICE_OVERLAY],
  };
  const adapter = adapterProvider(adapterToken, createAdapter as CreateAdapter<object | null>, [
    configuredToken,
    CLOCK,
    ...(client === null ? [] : [client.token]),
  ]);
  const clients = client === null ? [] : [clientProvider(client, configuredToken)];
  return { adapterToken, nestProviders: [configured, ...clients, adapter] };
}

/** What administrators set goes before the operator's file, as soon as it is known. */
function withPricesOf(
  overlay: PriceOverlay,
  { definition, settings }: ConfiguredProvider,
): ConfiguredProvider {
  const prices = overlay.of(definition.id, settings.prices);
  return Object.freeze({ definition, settings: Object.freeze({ ...settings, prices }) });
}

function adapterProvider(
  provide: symbol,
  createAdapter: CreateAdapter<object | null>,
  inject: symbol[],
): Provider {
  return {
    provide,
    useFactory: (configured: ConfiguredProvider, clock: Clock, client: object | null = null): LlmProvider =>
      createAdapter(configured, client, clock),
    inject,
  };
}

function clientProvider({ token, create }: ProviderClient, configuredToken: symbol): Provider {
  return {
    provide: token,
    useFactory: ({ settings }: ConfiguredProvider, transport: UpstreamTransport, clock: Clock) =>
      create(settings, transport.fetchWithin(toLimits(settings)), clock),
    inject: [configuredToken, UPSTREAM_TRANSPORT, CLOCK],
  };
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
