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
  const lowest = unitPricesOf(request, 0, operatorPrices);
  const highest = unitPricesOf(request, request.inputTokens, operatorPrices);
  if (lowest === null || highest === null) return null;
  const ofLowest = dearestOf(lowest, request);
  const ofHighest = lowest === highest ? ofLowest : dearestOf(highest, request);
  if (ofLowest === null || ofHighest === null) return null;
  return {
    input: dearer(ofLowest.input, ofHighest.input),
    output: dearer(ofLowest.output, ofHighest.output),
  };
}

/** A model that only reads has no price of output. */
function dearestOf(
  prices: UnitPrices,
  { hasAudio, hasImages, wantsAudio }: BoundedRequest,
): DearestPrices | null {
  const { audioInput, audioOutput } = prices;
  if ((hasAudio && audioInput === null) || (wantsAudio && audioOutput === null)) return null;
  let input = dearer(prices.input, prices.cachedInput);
  input = dearer(dearer(input, prices.cacheWrite), prices.cacheWrite1h);
  if (hasAudio) input = dearer(input, audioInput);
  if (hasImages) input = dearer(input, prices.imageInput);
  const output = dearer(0n, prices.output);
  return { input, output: wantsAudio ? dearer(output, audioOutput) : output };
}

function dearer(one: bigint, other: bigint | null): bigint {
  return other !== null && other > one ? other : one;
}
