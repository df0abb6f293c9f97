import { formatUsd } from './decimal.js';

/** What an answer cost, in 10^-18 US dollars, and which part of it cost how much. The parts sum to the total. */
export interface CostParts {
  readonly total: bigint;
  /** Of input, pictures included, without what the cache and sound cost. */
  readonly input: bigint;
  readonly cacheRead: bigint;
  readonly cacheWrite: bigint;
  /** Of output, without what reasoning and sound cost. */
  readonly output: bigint;
  readonly reasoning: bigint;
  /** Of sound in input and output. */
  readonly audio: bigint;
  /** Of web searches, by the search. */
  readonly searches: bigint;
}

/** How reports name the parts. */
const PART_NAMES = {
  input: 'input',
  cacheRead: 'cache_read',
  cacheWrite: 'cache_write',
  output: 'output',
  reasoning: 'reasoning',
  audio: 'audio',
  searches: 'searches',
} as const;

export type CostPartName = (typeof PART_NAMES)[keyof typeof PART_NAMES];

/** US dollars as exact decimal strings, by part; what cost nothing is left out. */
export type CostPartsUsd = Readonly<Partial<Record<CostPartName, string>>>;

const PARTS = Object.entries(PART_NAMES) as [keyof typeof PART_NAMES, CostPartName][];

export const COST_PARTS: readonly CostPartName[] = Object.values(PART_NAMES);

/** The parts of several answers together; `null` = one of them is not known, or there is none. */
export function costPartsUsd(all: readonly (CostParts | null)[]): CostPartsUsd | null {
  if (all.length === 0 || all.includes(null)) return null;
  const usd: Partial<Record<CostPartName, string>> = {};
  for (const [part, name] of PARTS) {
    let sum = 0n;
    for (const parts of all) sum += parts![part];
    if (sum > 0n) usd[name] = formatUsd(sum);
  }
  return usd;
}
