import type { Clock } from '../common/clock.js';
import type { UpstreamFetch } from '../common/http/upstream-fetch.js';
import type { ConfiguredProvider } from '../port/configured-provider.js';
import type { LlmProvider } from '../port/llm-provider.js';
import type { ProviderDefinition, ProviderSettings } from '../port/provider-definition.js';

/** A line of the catalogue: all that the module needs to ask a provider. */
export interface ProviderEntry {
  readonly definition: ProviderDefinition;
  /** What the adapter calls; `null` = it calls nothing. */
  readonly client: ProviderClient | null;
  readonly createAdapter: CreateAdapter<never>;
}

/** What an adapter calls, made once for the process. */
export interface ProviderClient {
  /** By which a test swaps it. */
  readonly token: symbol;
  readonly create: (settings: ProviderSettings, fetch: UpstreamFetch, clock: Clock) => object;
}

/** Makes the adapter over a client, be it the real one or a mock; `null` where the entry has no client. */
export type CreateAdapter<Client> = (
  configured: ConfiguredProvider,
  client: Client,
  clock: Clock,
) => LlmProvider;
