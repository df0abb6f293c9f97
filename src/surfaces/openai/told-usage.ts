import type { CompletionUsage } from '../../port/canonical.js';
import { tierBilledApart } from '../../port/service-tier.js';

/**
 * Counts as OpenAI has them: the service that answered stands beside them, and the bill alone has it inside of them.
 * @param served what the answer says of it.
 */
export function toToldUsage(usage: CompletionUsage, served: unknown): CompletionUsage {
  const { service_tier: tier, ...counts } = usage as CompletionUsage & { readonly service_tier?: unknown };
  return tier === undefined || tier !== tierBilledApart(served) ? usage : counts;
}
