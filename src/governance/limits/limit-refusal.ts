import { GatewayError } from '../../common/errors.js';
import { scopeText } from '../budgets/budget.js';
import type { ScopedLimit } from './limit.js';
import type { LimitReached } from './limit-store.js';

const UNITS: Readonly<Record<ScopedLimit['kind'], string>> = {
  requests: 'requests',
  tokens: 'tokens',
  concurrent: 'calls at once',
};

/** 429: a limit of this gateway's has no room. */
export function limitExceeded(limit: ScopedLimit, reached: LimitReached, nowMs: number): GatewayError {
  const { kind, per, model, scope } = limit;
  const { remaining, resetMs, retryAfterMs, share } = reached;
  const what = `${share ?? limit.limit} ${UNITS[kind]}${per === null ? '' : ` a ${per}`}`;
  const ofModel = model === null ? '' : ` of ${model}`;
  const ofAll = share === undefined ? '' : `, this node's share of ${limit.limit},`;
  const message = `This gateway's limit of ${what}${ofModel}${ofAll} (${scopeText(scope)}) is reached; try again in ${Math.ceil(retryAfterMs / 1000)} s.`;
  const told = {
    scope: scopeText(scope),
    kind,
    limit: share ?? limit.limit,
    remaining,
    resets_at: new Date(nowMs + resetMs).toISOString(),
  };
  return new GatewayError('limit.exceeded', message, { retryAfterMs, members: { limit: told } });
}
