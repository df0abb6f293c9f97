import type { CallContext, DrawnTargets } from '../call-context.js';
import type { BegunAttempt } from './begun-attempt.js';

/** What the quick way has done for a call that goes on in the usual one. */
export interface CallOnItsWay {
  /** Its first attempt, where that is under way. */
  readonly begun?: BegunAttempt | undefined;
  /** Whom to ask, where that is decided. */
  readonly drawn?: DrawnTargets | undefined;
}

/** As a `CallContext` has it. */
export function onItsWay({ begun, drawn }: CallOnItsWay): Pick<CallContext, 'begun' | 'drawn'> {
  return { ...(begun && { begun }), ...(drawn && { drawn }) };
}

/** Whom a call asks, where another draw could say otherwise. @param call `null` = that is not decided. */
export function drawnFor(call: DrawnTargets | null): DrawnTargets | undefined {
  if (call === null || call.targets.length === 1) return undefined;
  const { targets, choice } = call;
  return { targets, ...(choice && { choice }) };
}
