import { formatPicoUsd, toPicoUsd } from '../../common/pico-usd.js';

export const TOKENS = [
  'input',
  'cache_read',
  'cache_write',
  'output',
  'reasoning',
  'total',
  'audio',
] as const;

/** What some calls came to. */
export interface UsageSums {
  readonly requests: number;
  readonly failed: number;
  readonly tokens: Readonly<Record<(typeof TOKENS)[number], number>>;
  readonly cost_usd: string;
  readonly unpriced_requests: number;
}

/** What is left of a sum without some of its parts; never less than nothing, should rows have been deleted meanwhile. */
export function without(total: UsageSums, parts: readonly UsageSums[]): UsageSums {
  const left = (of: (sums: UsageSums) => number) =>
    Math.max(
      parts.reduce((rest, part) => rest - of(part), of(total)),
      0,
    );
  const costOf = ({ cost_usd }: UsageSums) => toPicoUsd(cost_usd) ?? 0n;
  const cost = parts.reduce((rest, part) => rest - costOf(part), costOf(total));
  return {
    requests: left(({ requests }) => requests),
    failed: left(({ failed }) => failed),
    tokens: Object.fromEntries(
      TOKENS.map((name) => [name, left(({ tokens }) => tokens[name])]),
    ) as UsageSums['tokens'],
    cost_usd: formatPicoUsd(cost < 0n ? 0n : cost),
    unpriced_requests: left((sums) => sums.unpriced_requests),
  };
}
