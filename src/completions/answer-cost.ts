import type { CompletionUsage } from '../port/canonical.js';
import type { LlmProvider } from '../port/llm-provider.js';
import { costOfUsage } from '../pricing/cost-of-usage.js';
import { pricedName } from '../pricing/priced-name.js';
import type { AnswerCost } from './completion-outcome.js';

const UNKNOWN_COST: AnswerCost = Object.freeze({ usd: null, source: null });

/**
 * A simulator costs nothing; elsewhere the provider's word goes before the operator's prices, and those before the
 * price table.
 *
 * @param model as the provider names it.
 * @param asked the model by which the provider was asked, where it answers by another name.
 * @param atMs when the call was made, in milliseconds since the Unix epoch; prices have dates.
 */
export function costOfAnswer(
  { definition, settings }: Pick<LlmProvider, 'definition' | 'settings'>,
  model: string,
  usage: CompletionUsage | null,
  atMs: number,
  asked = model,
): AnswerCost {
  if (definition.isSimulated) return { usd: '0', source: 'provider' };
  if (usage === null) return UNKNOWN_COST;
  const reported = definition.readCostUsd?.(usage) ?? null;
  if (reported !== null) return { usd: reported, source: 'provider' };
  const priced = pricedName(settings.prices, { answered: model, asked }, atMs);
  const computed = costOfUsage({ definition, model: priced, usage, atMs }, settings.prices);
  return computed === null ? UNKNOWN_COST : { usd: computed, source: 'price_table' };
}
