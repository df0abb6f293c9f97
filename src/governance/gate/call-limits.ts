import type { CallReport } from '../../completions/completion-outcome.js';
import { modelMatcher } from '../../config/config-file/model-matcher.js';
import { limitKey, windowMsOf, type ScopedLimit } from '../limits/limit.js';
import type { LimitWish } from '../limits/limit-store.js';
import { estimatedTokens } from './estimated-tokens.js';
import type { BoundedCall } from './worst-case-of-call.js';

/** What a list of limits comes to before a call is known. */
interface PlannedLimits {
  /** No limit of it is about some models alone. */
  readonly areOfAllModels: boolean;
  readonly countTokens: boolean;
  /** Of one request each; what a call wants in tokens is known with it. */
  readonly wishes: readonly LimitWish[];
}

/** Made once a list, which never changes: calls of one key have the same. */
const planned = new WeakMap<readonly ScopedLimit[], PlannedLimits>();

function planOf(limits: readonly ScopedLimit[]): PlannedLimits {
  const known = planned.get(limits);
  if (known) return known;
  const plan = {
    areOfAllModels: limits.every(({ model }) => model === null),
    countTokens: limits.some(({ kind }) => kind === 'tokens'),
    wishes: limits.map((limit) => {
      return { key: limitKey(limit), limit: limit.limit, amount: 1, windowMs: windowMsOf(limit) };
    }),
  };
  planned.set(limits, plan);
  return plan;
}

/** The limits of a call that are about all models, or about one that may be asked. */
export function limitsFor({ bounds, prepared }: BoundedCall): readonly ScopedLimit[] {
  const { limits } = bounds;
  if (limits.length === 0 || planOf(limits).areOfAllModels) return limits;
  const names = prepared.map(({ target, request }) => `${target.provider.definition.id}/${request.model}`);
  return limits.filter(({ model }) => {
    if (model === null) return true;
    const matcher = modelMatcher([model]);
    return names.some((name) => matcher.test(name));
  });
}

/** No call wants more than all: it would never be let in. */
export function wishesOf(
  limits: readonly ScopedLimit[],
  { input, prepared }: BoundedCall,
): readonly LimitWish[] {
  const { countTokens, wishes } = planOf(limits);
  if (!countTokens) return wishes;
  const tokens = estimatedTokens(input, prepared);
  return wishes.map((wish, at) => {
    if (limits[at]!.kind !== 'tokens') return wish;
    const { key, limit, windowMs } = wish;
    return { key, limit, amount: Math.max(1, Math.min(tokens, limit)), windowMs };
  });
}

/** What it came to in each of its limits: of those about some models, what was asked of these. */
export function cameTo(limits: readonly ScopedLimit[], report: CallReport): readonly number[] {
  const { attempts } = report;
  const all = report.usage?.total_tokens ?? 0;
  return limits.map(({ kind, model }) => {
    if (model === null) return kind === 'tokens' ? all : 1;
    const asked = attempts.filter(isOf(model));
    // providers ask other models by themselves, too, such as those that a request names as fallbacks
    const isOfAnswer = attempts.length > 0 && isOf(model)(report);
    if (kind === 'requests') return asked.length > 0 || isOfAnswer ? 1 : 0;
    if (asked.length === 0) return isOfAnswer ? all : 0;
    return asked.reduce((sum, { usage }) => sum + (usage?.total_tokens ?? 0), 0);
  });
}

function isOf(model: string): (asked: Pick<CallReport, 'providerId' | 'providerModel'>) => boolean {
  const matcher = modelMatcher([model]);
  return ({ providerId, providerModel }) => matcher.test(`${providerId}/${providerModel}`);
}
