import type { OperatorPrices } from '../port/provider-definition.js';
import { unitPricesOf, type PricedCall } from './cost-of-usage.js';
import type { UnitPrices } from './unit-prices.js';

/** A request whose tokens are not counted yet. */
export interface BoundedRequest extends Omit<PricedCall, 'usage'> {
  /** At most so many. */
  readonly inputTokens: number;
  readonly hasImages: boolean;
  readonly hasAudio: boolean;
  /** It wants to be answered in sound. */
  readonly wantsAudio: boolean;
}

/** The most that a million tokens may cost, in trillionths of a dollar. */
export interface DearestPrices {
  readonly input: bigint;
  readonly output: bigint;
}

/**
 * Prices that no token of the request exceeds, whatever part of it is read from a cache or written to one, and whichever
 * tier it reaches. `null` = not known. Never throws.
 */
export function dearestPrices(
  request: BoundedRequest,
  operatorPrices?: OperatorPrices,
): DearestPrices | null {
  const tiers = [0, request.inputTokens].map((tokens) => unitPricesOf(request, tokens, operatorPrices));
  const known = tiers.filter((prices) => prices !== null);
  if (known.length < tiers.length) return null;
  if (request.hasAudio && known.some(({ audioInput }) => audioInput === null)) return null;
  if (request.wantsAudio && known.some(({ audioOutput }) => audioOutput === null)) return null;
  return {
    input: dearest(known.flatMap((prices) => inputPrices(prices, request))),
    output: dearest(known.flatMap((prices) => outputPrices(prices, request))),
  };
}

function inputPrices(prices: UnitPrices, { hasAudio, hasImages }: BoundedRequest): (bigint | null)[] {
  const { input, cachedInput, cacheWrite, cacheWrite1h, audioInput, imageInput } = prices;
  return [
    input,
    cachedInput,
    cacheWrite,
    cacheWrite1h,
    ...(hasAudio ? [audioInput] : []),
    ...(hasImages ? [imageInput] : []),
  ];
}

/** A model that only reads has no price of output. */
function outputPrices(
  { output, audioOutput }: UnitPrices,
  { wantsAudio }: BoundedRequest,
): (bigint | null)[] {
  return wantsAudio ? [output, audioOutput] : [output];
}

function dearest(prices: readonly (bigint | null)[]): bigint {
  return prices.reduce<bigint>((most, price) => (price !== null && price > most ? price : most), 0n);
}
