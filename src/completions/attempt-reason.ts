/** How the first target of a call was chosen. */
export type TargetChoice =
  /** The caller named the provider, or the model with its provider. */
  | 'named'
  /** The caller named the provider, and this is its model for callers who name none. */
  | 'default'
  /** The caller named a model, and this is the provider that has it. */
  | 'owner'
  /** The first in the order of the route. */
  | 'route_first'
  /** Drawn from the route by weight. */
  | 'route_weight'
  /** Where the conversation belongs, among the targets of the route. */
  | 'route_session';

export const ATTEMPT_REASONS = [
  'named',
  'default',
  'owner',
  'alias',
  'route_first',
  'route_weight',
  'route_session',
  'downgrade',
  'fallback',
  'next_key',
  'retry',
  'without_additions',
] as const;

/**
 * Why a target was asked. The first attempt has the choice of its call; `alias` = it was named by an alias of the model;
 * `downgrade` = a budget without room named another route. Behind a failure: `fallback` = it is the route's next,
 * `next_key` = the same target with another key, `retry` = the same again, `without_additions` = the same again, without
 * what the gateway had added to the request.
 */
export type AttemptReason = (typeof ATTEMPT_REASONS)[number];

/** Why an attempt is made. */
export interface AttemptCause {
  readonly reason: AttemptReason;
  /** Code of the error that came before it, be it that a target could not be asked; `null` = none did. */
  readonly after: string | null;
}
