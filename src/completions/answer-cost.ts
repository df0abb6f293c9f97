import type { CompletionUsage } from '../port/canonical.js';
import type { LlmProvider } from '../port/llm-provider.js';
import { costPartsOf } from '../pricing/cost-of-usage.js';
import type { CostParts } from '../pricing/cost-parts.js';
import { formatUsd } from '../pricing/decimal.js';
import { pricedName } from '../pricing/priced-name.js';
import type { AnswerCost } from './completion-outcome.js';

const UNKNOWN_COST: AnswerCost = Object.freeze({ usd: null, source: null });

/** A cost, and what it consists of by prices that are known here; `null` = not known. */
export interface PricedAnswer {
  readonly cost: AnswerCost;
  readonly parts: CostParts | null;
}

const UNPRICED: PricedAnswer = Object.freeze({ cost: UNKNOWN_COST, parts: null });
const FREE: PricedAnswer = Object.freeze({
  cost: Object.freeze({ usd: '0', source: 'provider' }),
  parts: null,
});

/**
 * A simulator costs nothing; elsewhere the provider's word goes before the operator's prices, and those before the
 * price table.
 *
 * @param model as the provider names it.
 * @param asked the model by which the provider was asked, where it answers by another name.
 * @param atMs when the call was made, in milliseconds since the Unix epoch; prices have dates.
 */
export function priceAnswer(
  { definition, settings }: Pick<LlmProvider, 'definition' | 'settings'>,
  model: string,
  usage: CompletionUsage | null,
  atMs: number,
  asked = model,
): PricedAnswer {
  if (definition.isSimulated) return FREE;
  if (usage === null) return UNPRICED;
  const priced = pricedName(settings.prices, { answered: model, asked }, atMs);
  const parts = costPartsOf({ definition, model: priced, usage, atMs }, settings.prices);
  const reported = definition.readCostUsd?.(usage) ?? null;
  if (reported !== null) return { cost: { usd: reported, source: 'provider' }, parts };
  if (parts === null) return UNPRICED;
  return { cost: { usd: formatUsd(parts.total), source: 'price_table' }, parts };
}

/** The same without its parts. */
export function costOfAnswer(...asked: Parameters<typeof priceAnswer>): AnswerCost {
  return priceAnswer(...asked).cost;
}
