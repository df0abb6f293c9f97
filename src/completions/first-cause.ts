import type { ModelRequest } from '../port/canonical.js';
import { ATTEMPT_REASONS, type AttemptCause, type AttemptReason } from './attempt-reason.js';
import type { CompletionCall } from './completion-call.js';
import type { PreparedTarget } from './prepare-target.js';

/** The first attempts of most calls, once for all of them. */
const FIRST = Object.freeze(
  Object.fromEntries(ATTEMPT_REASONS.map((reason) => [reason, Object.freeze({ reason, after: null })])),
) as Readonly<Record<AttemptReason, AttemptCause>>;

/** Of the first attempt of a call that nothing came before. */
export function firstCause(
  { choice, routeId }: Pick<CompletionCall<ModelRequest>, 'choice' | 'routeId'>,
  { request, target }: Pick<PreparedTarget, 'request' | 'target'>,
): AttemptCause {
  if (routeId !== null) return FIRST[choice ?? 'route_first'];
  return choice !== 'default' && request.model !== target.model ? FIRST.alias : FIRST[choice ?? 'named'];
}

/** Of the first attempt of a call that is made in place of another. */
export const DOWNGRADED = FIRST.downgrade;
