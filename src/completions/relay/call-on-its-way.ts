import type { DrawnTargets } from '../call-context.js';
import type { BegunAttempt } from './begun-attempt.js';

/** What the quick way has done for a call that goes on in the usual one. */
export interface CallOnItsWay {
  /** Its first attempt, where that is under way. */
  readonly begun?: BegunAttempt | undefined;
  /** Whom to ask, where that is decided. */
  readonly drawn?: DrawnTargets | undefined;
}

/** As a `CallContext` has it. */
export function onItsWay({ begun, drawn }: CallOnItsWay): {
  readonly begun?: BegunAttempt;
  readonly drawn?: DrawnTargets;
} {
  return { ...(begun && { begun }), ...(drawn && { drawn }) };
}

/** What another draw could say otherwise. */
export function drawnFor({ targets, choice }: DrawnTargets): DrawnTargets | undefined {
  return targets.length > 1 ? { targets, ...(choice && { choice }) } : undefined;
}
