import type { Call, UsageRow } from '../../api/calls';

/** What some calls came to. */
export interface Summary {
  readonly requests: number;
  readonly failed: number;
  readonly costUsd: number;
  /** Calls whose price is not known. */
  readonly unpriced: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
}

const NONE: Summary = {
  requests: 0,
  failed: 0,
  costUsd: 0,
  unpriced: 0,
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
};
const FAILED: ReadonlySet<string> = new Set(['failed', 'partial', 'unknown']);

/** As reports count it. */
export function hasFailed({ outcome }: Pick<Call, 'outcome'>): boolean {
  return FAILED.has(outcome);
}

export function ofRows(rows: readonly UsageRow[]): Summary {
  return rows.map(ofRow).reduce(add, NONE);
}

export function ofCalls(calls: readonly Call[]): Summary {
  return calls.map(ofCall).reduce(add, NONE);
}

/** Sums by a name that calls have, those that cost or count most first. */
export function topOf<Row>(
  rows: readonly Row[],
  nameOf: (row: Row) => string | null | undefined,
  summaryOf: (row: Row) => Summary,
  most = 5,
): readonly (Summary & { readonly name: string })[] {
  const sums = new Map<string, Summary>();
  for (const row of rows) {
    const name = nameOf(row);
    if (name) sums.set(name, add(sums.get(name) ?? NONE, summaryOf(row)));
  }
  return [...sums]
    .map(([name, sum]) => ({ name, ...sum }))
    .toSorted((a, b) => b.costUsd - a.costUsd || b.requests - a.requests)
    .slice(0, most);
}

/** How long the streams among some calls took until their first token, as the report of the ledger has it. */
export function firstTokensIn(calls: readonly Call[]) {
  const values = calls.flatMap(({ first_token_ms }) => first_token_ms ?? []);
  return { streams: values.length, p50_ms: percentile(values, 50), p95_ms: percentile(values, 95) };
}

/** The least that so many in a hundred are at most. `null` = nothing was measured. */
function percentile(values: readonly number[], percent: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? null;
}

export function ofRow({ requests, failed, cost_usd, unpriced_requests, tokens }: UsageRow): Summary {
  return {
    requests,
    failed,
    costUsd: Number(cost_usd),
    unpriced: unpriced_requests,
    inputTokens: tokens.input,
    cachedTokens: tokens.cache_read,
    outputTokens: tokens.output,
  };
}

export function ofCall({ outcome, cost_usd, tokens }: Call): Summary {
  return {
    requests: 1,
    failed: hasFailed({ outcome }) ? 1 : 0,
    costUsd: Number(cost_usd ?? 0),
    unpriced: cost_usd === null && outcome !== 'pending' ? 1 : 0,
    inputTokens: tokens.input ?? 0,
    cachedTokens: tokens.cache_read ?? 0,
    outputTokens: tokens.output ?? 0,
  };
}

function add(one: Summary, other: Summary): Summary {
  const names = Object.keys(NONE) as (keyof Summary)[];
  return Object.fromEntries(names.map((name) => [name, one[name] + other[name]])) as unknown as Summary;
}
