import { GatewayError } from '../../common/errors.js';
import { scopeText } from '../budgets/budget.js';
import type { ScopedLimit } from './limit.js';
import type { LimitReached } from './limit-store.js';
import { limitHeaders } from './limit-headers.js';

const UNITS: Readonly<Record<ScopedLimit['kind'], string>> = {
  requests: 'requests',
  tokens: 'tokens',
  concurrent: 'calls at once',
};

/** No time makes room in a limit of 0: whoever tries again all the same does so as rarely. */
const NEVER_AGAIN_BEFORE_MS = 3_600_000;

/** 429: a limit of this gateway's has no room. */
export function limitExceeded(limit: ScopedLimit, reached: LimitReached, nowMs: number): GatewayError {
  const { kind, per, model, scope } = limit;
  const { remaining, share, resetMs } = reached;
  const isLasting = limit.limit === 0;
  const retryAfterMs = isLasting ? NEVER_AGAIN_BEFORE_MS : reached.retryAfterMs;
  const what = `${share ?? limit.limit} ${UNITS[kind]}${per === null ? '' : ` ${per === 'hour' ? 'an' : 'a'} ${per}`}`;
  const ofModel = model === null ? '' : ` of ${model}`;
  const ofAll = share === undefined ? '' : `, this node's share of ${limit.limit},`;
  const then = isLasting
    ? 'lets none in; ask its operator'
    : `is reached; try again in ${Math.ceil(retryAfterMs / 1000)} s`;
  const message = `This gateway's limit of ${what}${ofModel}${ofAll} (${scopeText(scope)}) ${then}.`;
  const told = {
    scope: scopeText(scope),
    kind,
    limit: share ?? limit.limit,
    remaining,
    resets_at: isLasting ? null : new Date(nowMs + resetMs).toISOString(),
  };
  const headers = isLasting ? {} : toRecord(limitHeaders([limit], [reached]));
  return new GatewayError('limit.exceeded', message, {
    retryAfterMs,
    isLasting,
    headers,
    members: { limit: told },
  });
}

function toRecord(inTurns: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < inTurns.length; at += 2) headers[inTurns[at]!] = inTurns[at + 1]!;
  return headers;
}
