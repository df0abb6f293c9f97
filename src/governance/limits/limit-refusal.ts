import { GatewayError } from '../../common/errors.js';
import { scopeText } from '../budgets/budget.js';
import { windowMsOf, type ScopedLimit } from './limit.js';
import type { LimitReached } from './limit-store.js';

const UNITS: Readonly<Record<ScopedLimit['kind'], string>> = {
  requests: 'requests',
  tokens: 'tokens',
  concurrent: 'calls at once',
};

/** 429: a limit of this gateway's has no room. */
export function limitExceeded(limit: ScopedLimit, reached: LimitReached, nowMs: number): GatewayError {
  const { kind, per, model, scope } = limit;
  const { remaining, share } = reached;
  const { resetMs, retryAfterMs, isNever } = waitsFor(limit, reached);
  const what = `${share ?? limit.limit} ${UNITS[kind]}${per === null ? '' : ` ${per === 'hour' ? 'an' : 'a'} ${per}`}`;
  const ofModel = model === null ? '' : ` of ${model}`;
  const ofAll = share === undefined ? '' : `, this node's share of ${limit.limit},`;
  const then = isNever
    ? 'lets none in; ask its operator'
    : `is reached; try again in ${Math.ceil(retryAfterMs / 1000)} s`;
  const message = `This gateway's limit of ${what}${ofModel}${ofAll} (${scopeText(scope)}) ${then}.`;
  const told = {
    scope: scopeText(scope),
    kind,
    limit: share ?? limit.limit,
    remaining,
    resets_at: new Date(nowMs + resetMs).toISOString(),
  };
  return new GatewayError('limit.exceeded', message, { retryAfterMs, members: { limit: told } });
}

/** No time makes room in a limit of none: whoever tries again does so as rarely as can be said. */
function waitsFor(limit: ScopedLimit, { resetMs, retryAfterMs }: LimitReached) {
  const windowMs = windowMsOf(limit);
  if (limit.limit > 0 || windowMs === null) return { resetMs, retryAfterMs, isNever: false };
  return { resetMs: windowMs, retryAfterMs: windowMs, isNever: true };
}
