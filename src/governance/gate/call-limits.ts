import { modelMatcher } from '../../config/config-file/model-matcher.js';
import { limitKey, windowMsOf, type ScopedLimit } from '../limits/limit.js';
import type { LimitWish } from '../limits/limit-store.js';
import { estimatedTokens } from './estimated-tokens.js';
import type { BoundedCall } from './worst-case-of-call.js';

/** The limits of a call that are about all models, or about one that may be asked. */
export function limitsFor({ bounds, prepared }: BoundedCall): readonly ScopedLimit[] {
  if (bounds.limits.every(({ model }) => model === null)) return bounds.limits;
  const names = prepared.map(({ target, request }) => `${target.provider.definition.id}/${request.model}`);
  return bounds.limits.filter(({ model }) => {
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
  const tokens = estimatedTokens(input, prepared);
  return limits.map((limit) => ({
    key: limitKey(limit),
    limit: limit.limit,
    amount: limit.kind === 'tokens' ? Math.max(1, Math.min(tokens, limit.limit)) : 1,
    windowMs: windowMsOf(limit),
  }));
}
