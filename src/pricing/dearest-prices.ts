import type { PicoUsd } from '../common/pico-usd.js';
import type { OperatorPrices } from '../port/provider-definition.js';
import { unitPricesOf, type PricedCall } from './cost-of-usage.js';
import { inPicoUsd } from './decimal.js';
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

type AskedFor = Pick<BoundedRequest, 'hasAudio' | 'hasImages' | 'wantsAudio'>;

/** The most that a million tokens may cost, in trillionths of a dollar. */
export interface DearestPrices {
  readonly input: bigint;
  readonly output: bigint;
  /** Worked out where prices are remembered; left out = they are not. */
  readonly perToken?: TokenPrices;
}

/** What one token costs, in 10^-12 dollars; NaN = that is no whole number. */
interface TokenPrices {
  readonly input: number;
  readonly output: number;
}

const PER_MILLION = 1_000_000n;
const NOT_KNOWN: TokenPrices = Object.freeze({ input: NaN, output: NaN });

/**
 * What so many tokens cost at these prices, exact, and rounded up where it is finer: by doubles where nothing is lost, as
 * each call is asked for it, and else by whole numbers of any size.
 */
export function costAtMost(prices: DearestPrices, inputTokens: number, outputTokens: number): PicoUsd {
  const { input, output } = prices.perToken ?? NOT_KNOWN;
  // no part of a sum that is safe is more than it
  const cost = inputTokens * input + outputTokens * output;
  if (cost <= Number.MAX_SAFE_INTEGER) return BigInt(cost);
  return inPicoUsd(BigInt(inputTokens) * prices.input + BigInt(outputTokens) * prices.output);
}

/** The same prices, for many calls. */
export function rememberedPrices({ input, output }: DearestPrices): DearestPrices {
  return { input, output, perToken: { input: ofOneToken(input), output: ofOneToken(output) } };
}

function ofOneToken(price: bigint): number {
  return price % PER_MILLION === 0n ? Number(price / PER_MILLION) : NaN;
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
  const { hasAudio, hasImages, wantsAudio } = request;
  if (lowest === highest && !hasAudio && !hasImages && !wantsAudio) return dearestOfText(lowest);
  const ofLowest = dearestOf(lowest, request);
  const ofHighest = lowest === highest ? ofLowest : dearestOf(highest, request);
  if (ofLowest === null || ofHighest === null) return null;
  return {
    input: dearer(ofLowest.input, ofHighest.input),
    output: dearer(ofLowest.output, ofHighest.output),
  };
}

const TEXT: AskedFor = Object.freeze({ hasAudio: false, hasImages: false, wantsAudio: false });
/** As long as prices live, which are the same object for calls of one model. */
const ofText = new WeakMap<UnitPrices, DearestPrices>();

/** Of a request as most are, whatever its size. */
function dearestOfText(prices: UnitPrices): DearestPrices {
  const known = ofText.get(prices);
  if (known) return known;
  // without sound, no price that is missing matters
  const dearest = rememberedPrices(dearestOf(prices, TEXT)!);
  ofText.set(prices, dearest);
  return dearest;
}

/** A model that only reads has no price of output. */
function dearestOf(prices: UnitPrices, { hasAudio, hasImages, wantsAudio }: AskedFor): DearestPrices | null {
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
