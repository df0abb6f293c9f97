import { addDecimals } from '../common/decimal.js';
import { sumUsages } from '../port/sum-usages.js';
import type { AttemptBill, CallCost, CallReport } from './completion-outcome.js';

/** From the least certain to the most. */
const SOURCES: readonly CallCost['source'][] = ['estimate', 'price_table', 'provider'];

/** All attempts of a call together. A sum with an unknown part is unknown: half of a bill is none. */
export function totalOf(
  attempts: readonly AttemptBill[],
): Pick<CallReport, 'usage' | 'isUsageEstimated' | 'cost'> {
  const [only] = attempts;
  if (only && attempts.length === 1) return ofOne(only);
  const known = attempts.flatMap(({ cost }) => cost.usd ?? []);
  const usd = known.length === attempts.length ? addDecimals(...known) : null;
  const sources = attempts.map(({ cost }) => cost.source);
  const source = SOURCES.find((one) => sources.includes(one)) ?? null;
  return {
    usage: sumUsages(attempts.map(({ usage }) => usage)),
    isUsageEstimated: attempts.some(({ isUsageEstimated }) => isUsageEstimated),
    cost: { usd, source: usd === null ? null : source },
  };
}

/** As most calls are. */
function ofOne({ usage, isUsageEstimated, cost }: AttemptBill): ReturnType<typeof totalOf> {
  const usd = cost.usd === null ? null : addDecimals(cost.usd);
  return { usage, isUsageEstimated, cost: { usd, source: usd === null ? null : cost.source } };
}
