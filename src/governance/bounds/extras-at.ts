import type { LlmProvider } from '../../port/llm-provider.js';
import { costOfSearches } from '../../pricing/cost-of-usage.js';
import { dividedUp } from '../../pricing/decimal.js';
import { ONE, regionFactor, tierFactor } from '../../pricing/service-extras.js';
import type { PricedExtras } from './priced-extras.js';

/** What is asked for beside tokens, as one model of a provider has it. */
export interface ExtrasAt {
  /** So many times the usual price, in trillionths; no less than once, for a dearer service may not be given. */
  readonly factor: bigint;
  /** Of all searches, in 10^-18 dollars. */
  readonly searches: bigint;
}

/** Why that is not known. */
export type UnknownExtra = 'tier' | 'tool' | 'unpriced';

type Asked = Parameters<typeof tierFactor>[0];

/** Where the provider chooses the tier, the dearest that has a known price for the model is assumed. */
function factorOf(tier: string, asked: Asked, prices: Parameters<typeof tierFactor>[2]): bigint | null {
  if (tier !== 'auto') return tierFactor(asked, tier, prices);
  return tierFactor(asked, 'priority', prices) ?? ONE;
}

/** @param atMs in milliseconds since the Unix epoch. */
export function extrasAt(
  { tiers, region, webSearches, isOpen, isUnpriced }: PricedExtras,
  { definition, settings }: Pick<LlmProvider, 'definition' | 'settings'>,
  { model, atMs }: { readonly model: string; readonly atMs: number },
): ExtrasAt | UnknownExtra {
  if (isOpen) return isUnpriced ? 'unpriced' : 'tool';
  const asked = { definition, model, atMs };
  const ofRegion = region === null ? ONE : regionFactor(definition, region);
  if (ofRegion === null) return 'tier';
  let factor = ONE;
  for (const tier of tiers) {
    const found = factorOf(tier, asked, settings.prices);
    if (found === null) return 'tier';
    if (found > factor) factor = found;
  }
  const searches = webSearches === 0 ? 0n : costOfSearches(asked, webSearches, settings.prices);
  return searches === null
    ? 'tool'
    : { factor: ofRegion > ONE ? dividedUp(factor * ofRegion, ONE) : factor, searches };
}
