import type { CompletionUsage } from '../port/canonical.js';
import type { OperatorPrices } from '../port/provider-definition.js';
import type { CostParts } from './cost-parts.js';
import { formatUsd } from './decimal.js';
import { ONE, regionFactor, servedExtras, tierFactor } from './service-extras.js';
import { findTableModel } from './table-memory.js';
import { fromTablePrices } from './table-prices.js';
import { toTokenCounts, type TokenCounts } from './token-counts.js';
import { fromOperatorPrice, type UnitPrices } from './unit-prices.js';

/** An answer whose tokens have a price. */
export interface PricedCall {
  readonly definition: {
    readonly id: string;
    /** Its id in the price table; left out, it is `id`. `null` = the table has nothing to say about it. */
    readonly priceProviderId?: string | null;
    /** As `ProviderDefinition` has it. */
    readonly tierFactor?: (tier: string, model: string) => string | null;
    /** As `ProviderDefinition` has it. */
    readonly regionFactor?: (region: string) => string | null;
  };
  /** The model that answered, as the provider names it. */
  readonly model: string;
  readonly usage: CompletionUsage;
  /** When the call was made, in milliseconds since the Unix epoch: prices have dates, and some have hours. */
  readonly atMs: number;
}

/**
 * What the tokens of an answer cost in US dollars, as an exact decimal string: `0.000123`, `0`. Where the operator
 * priced the model, that price holds; else the one of the bundled table. `null` = not known, never a guess. Never throws.
 *
 * Reasoning is part of the output. A cache write costs what it costs for the usual lifetime (at Anthropic 5 minutes),
 * but for the part that usage tells to live for an hour: Anthropic takes twice the price of input for it
 * (platform.claude.com/docs, Prompt caching, read 2026-11-23), yet here the table's own price holds, or none.
 * A service tier or a region multiplies what its tokens cost, and searches of the web are added by the piece, where usage tells of
 * them (`service-extras.ts`). Not in it: other tools of a provider, discounts.
 */
export function costOfUsage(call: PricedCall, operatorPrices?: OperatorPrices): string | null {
  const parts = costPartsOf(call, operatorPrices);
  return parts && formatUsd(parts.total);
}

/** The same by parts. */
export function costPartsOf(call: PricedCall, operatorPrices?: OperatorPrices): CostParts | null {
  const counts = toTokenCounts(call.usage);
  const prices = counts && unitPricesOf(call, counts.input, operatorPrices);
  const extras = servedExtras(call.usage);
  if (!counts || !prices || !extras) return null;
  const parts = costOfTokens(counts, prices);
  const ofTier = extras.tier === null ? ONE : tierFactor(call, extras.tier, operatorPrices);
  const ofRegion = extras.region === null ? ONE : regionFactor(call.definition, extras.region);
  if (parts === null || ofTier === null || ofRegion === null) return null;
  const factor = ofRegion === ONE ? ofTier : times(ofTier, ofRegion);
  const searches = extras.webSearches === 0 ? 0n : costOfSearches(call, extras.webSearches, operatorPrices);
  if (searches === null) return null;
  const total = times(parts.total, factor) + searches;
  if (total > MOST) return null;
  if (factor === ONE && searches === 0n) return parts; // as most are
  return {
    total,
    input: times(parts.input, factor),
    cacheRead: times(parts.cacheRead, factor),
    cacheWrite: times(parts.cacheWrite, factor),
    output: times(parts.output, factor),
    reasoning: times(parts.reasoning, factor),
    audio: times(parts.audio, factor),
    searches,
  };
}

/** A million dollars: no answer costs more, and a wrong price must not come to what no store counts. */
const MOST = 10n ** 24n;

/** Rounded up to 10^-18 dollars. */
function times(amount: bigint, factor: bigint): bigint {
  return factor === ONE ? amount : (amount * factor + ONE - 1n) / ONE;
}

/** In 10^-18 dollars; `null` = not known. Where the operator's price of tokens says nothing of them, the table's holds. */
export function costOfSearches(
  call: Omit<PricedCall, 'usage'>,
  searches: number,
  operatorPrices: OperatorPrices | undefined,
): bigint | null {
  const own = unitPricesOf(call, 0, operatorPrices)?.webSearch ?? null;
  return costOf(searches, own ?? unitPricesOf(call, 0, undefined)?.webSearch ?? null);
}

/** The prices of a request of so many input tokens; `null` = not known. Never throws. */
export function unitPricesOf(
  { definition, model, atMs }: Omit<PricedCall, 'usage'>,
  inputTokens: number,
  operatorPrices: OperatorPrices | undefined,
): UnitPrices | null {
  const operatorPrice = operatorPrices?.get(model, atMs);
  if (operatorPrice) return fromOperatorPrice(operatorPrice);
  const { id, priceProviderId = id } = definition;
  const known = priceProviderId === null ? null : findTableModel({ priceProviderId, model, atMs });
  return known?.prices ? fromTablePrices(known.prices, inputTokens) : null;
}

/** Each token once: a part that has a price of its own is taken out of the rest. `null` = a part has no price. */
function costOfTokens(counts: TokenCounts, prices: UnitPrices): CostParts | null {
  const cachedInput = prices.cachedInput === null ? 0 : counts.cachedInput;
  const { audioInput, audioOutput, cacheWrite1h, reasoningOutput } = counts;
  const cacheWrite = prices.cacheWrite === null ? 0 : counts.cacheWrite - cacheWrite1h;
  const imageInput = prices.imageInput === null ? 0 : counts.imageInput;
  const isCached = cachedInput + cacheWrite + cacheWrite1h > 0;
  if (isCached && imageInput + audioInput > 0) return null; // the provider does not tell how much of them was cached
  const rest = counts.input - cachedInput - cacheWrite - cacheWrite1h - imageInput - audioInput;
  const spoken = counts.output - audioOutput;
  const reasoned = Math.min(reasoningOutput, spoken);
  const input = plus(costOf(rest, prices.input), costOf(imageInput, prices.imageInput));
  const cacheRead = costOf(cachedInput, prices.cachedInput);
  const ofWrites = plus(costOf(cacheWrite, prices.cacheWrite), costOf(cacheWrite1h, prices.cacheWrite1h));
  const output = costOf(spoken - reasoned, prices.output);
  const reasoning = costOf(reasoned, prices.output);
  const audio = plus(costOf(audioInput, prices.audioInput), costOf(audioOutput, prices.audioOutput));
  const total = plus(plus(input, output), plus(plus(cacheRead, ofWrites), plus(reasoning, audio)));
  if (total === null) return null;
  // where the total is known, so is each part
  return {
    total,
    input,
    cacheRead,
    cacheWrite: ofWrites,
    output,
    reasoning,
    audio,
    searches: 0n,
  } as CostParts;
}

/** `null` = there are tokens, and no price for them. */
function costOf(tokens: number, price: bigint | null): bigint | null {
  if (tokens <= 0) return 0n;
  return price === null ? null : BigInt(tokens) * price;
}

/** `null` = one of them is not known. Most parts are 0, and each sum of such numbers is an object of its own. */
function plus(one: bigint | null, other: bigint | null): bigint | null {
  if (one === null || other === null) return null;
  if (one === 0n) return other;
  return other === 0n ? one : one + other;
}
