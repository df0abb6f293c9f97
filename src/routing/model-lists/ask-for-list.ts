import { toGatewayError } from '../../common/errors.js';
import type { ProviderHealth } from '../../completions/provider-health.js';
import { cooldownTimeMs } from '../../policies/key-pool/cooldown-time.js';
import { hasKey } from '../../port/configured-provider.js';
import type { Attempt, ListedModel, LlmProvider } from '../../port/llm-provider.js';

type ListingProvider = LlmProvider & Required<Pick<LlmProvider, 'listModels'>>;

/** It has a list, and a key where it wants one. */
export function canBeAsked(provider: LlmProvider): provider is ListingProvider {
  return hasKey(provider) && provider.listModels !== undefined;
}

/**
 * Asks a provider for its list, with the keys of its pool: where one is limited or refused the next is tried, each
 * once at most. The pool learns nothing of it: a key may be good for calls and not for lists, and a list must not put
 * an end to calls. No circuit breaker is passed or told either: a list says nothing about any model, and one that
 * failed is not asked for again for 30 s.
 * @throws GatewayError what the last key failed with; where all keys are in cooldown, why, and the provider is not asked.
 */
export async function askForList(
  provider: ListingProvider,
  health: ProviderHealth,
  attempt: Omit<Attempt, 'apiKey'>,
): Promise<readonly ListedModel[]> {
  const pool = health.poolOf(provider);
  const tried = new Set<string>();
  for (let apiKey = health.takeKey(provider); ;) {
    try {
      return await provider.listModels({ ...attempt, apiKey });
    } catch (thrown) {
      const { signal } = attempt;
      const error = toGatewayError(signal.aborted ? signal.reason : thrown);
      if (apiKey === null) throw error;
      tried.add(apiKey.variable);
      const next = cooldownTimeMs(error) === null ? null : pool.take();
      if (next === null || tried.has(next.variable)) throw error;
      apiKey = next;
    }
  }
}
