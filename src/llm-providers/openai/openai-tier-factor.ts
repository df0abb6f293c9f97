/** A day behind a name is a snapshot of the model. */
const SNAPSHOT = '(-\\d{4}-\\d{2}-\\d{2})?$';

/**
 * Models whose tokens cost so many times the usual price in the tier `priority`, long context aside, which it does not
 * have. Source: openai.com/api-priority-processing, beside the list prices, read 2026-11-29; models that are not there
 * are not known.
 */
const PRIORITY_FACTORS: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`^gpt-5\\.5${SNAPSHOT}`), '2.5'],
  [new RegExp(`^gpt-5-mini${SNAPSHOT}`), '1.8'],
  [new RegExp(`^gpt-5\\.4-mini${SNAPSHOT}`), '2'],
  [new RegExp(`^gpt-5(\\.[124])?${SNAPSHOT}`), '2'],
  [new RegExp(`^gpt-5(\\.1)?-codex${SNAPSHOT}`), '2'],
  [new RegExp(`^gpt-4\\.1${SNAPSHOT}`), '1.75'],
];

/** `flex` has the prices of batches, half of the usual ones (OpenAI docs, Flex processing, read 2026-11-29). */
export function openAiTierFactor(tier: string, model: string): string | null {
  if (tier === 'flex' || tier === 'batch') return '0.5';
  if (tier !== 'priority' && tier !== 'fast') return null;
  return PRIORITY_FACTORS.find(([models]) => models.test(model))?.[1] ?? null;
}
