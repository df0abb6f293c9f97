import type { CallReport } from '../../completions/completion-outcome.js';
import type { PreparedTarget } from '../../completions/prepare-target.js';
import { modelMatcher } from '../../config/config-file/model-matcher.js';
import { modelsOf } from '../bounds/models-of.js';
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
  return limitsAbout(limits, prepared);
}

/** Those that are about all models, or about one that a request is for or names besides. */
export function limitsAbout<Limit extends Pick<ScopedLimit, 'model'>>(
  limits: readonly Limit[],
  prepared: readonly PreparedTarget[],
): readonly Limit[] {
  const names = prepared.flatMap(namesOf);
  return limits.filter(({ model }) => {
    if (model === null) return true;
    const matcher = modelMatcher([model]);
    return names.some((name) => matcher.test(name));
  });
}

/** What a target may answer by: first the model that it is asked for. */
function namesOf({ target, request }: PreparedTarget): string[] {
  return modelsOf(request).map((model) => `${target.provider.definition.id}/${model}`);
}

/** By the model that is asked, those that its request names besides: providers ask them by themselves. */
export type FurtherModels = ReadonlyMap<string, readonly string[]>;

/** `null` = its requests name none, or no limit asks. */
export function furtherOf(limits: readonly ScopedLimit[], { prepared }: BoundedCall): FurtherModels | null {
  if (limits.length === 0 || planOf(limits).areOfAllModels) return null;
  const named = prepared.map(namesOf).filter((names) => names.length > 1);
  return named.length === 0 ? null : new Map(named.map(([asked, ...further]) => [asked!, further]));
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

/**
 * What it came to in each of its limits: of those about some models, what was asked of these. A model that a request names
 * besides counts as asked with it: which one answered, a provider may say in other words.
 */
export function cameTo(
  limits: readonly ScopedLimit[],
  report: CallReport,
  further: FurtherModels | null,
): readonly number[] {
  const { attempts } = report;
  const all = report.usage?.total_tokens ?? 0;
  return limits.map(({ kind, model }) => {
    if (model === null) return kind === 'tokens' ? all : 1;
    const asked = attempts.filter(isOf(model, further));
    // some providers choose the model by themselves
    const isOfAnswer = attempts.length > 0 && isOf(model, further)(report);
    if (kind === 'requests') return asked.length > 0 || isOfAnswer ? 1 : 0;
    if (asked.length === 0) return isOfAnswer ? all : 0;
    return asked.reduce((sum, { usage }) => sum + (usage?.total_tokens ?? 0), 0);
  });
}

type Asked = Pick<CallReport, 'providerId' | 'providerModel'>;

function isOf(model: string, further: FurtherModels | null): (asked: Asked) => boolean {
  const matcher = modelMatcher([model]);
  return ({ providerId, providerModel }) => {
    const name = `${providerId}/${providerModel}`;
    return matcher.test(name) || (further?.get(name)?.some((each) => matcher.test(each)) ?? false);
  };
}
