import type { GatewayError } from '../../common/errors.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** Where the provider names no pause: a limit passes soon, a refusal of the key does not. */
const DEFAULT_COOLDOWN_MS = Object.freeze({ model: 10 * SECOND_MS, all: 5 * MINUTE_MS });

/** A provider may ask for days, or be wrong; one call an hour finds out. */
const MAX_COOLDOWN_MS = 60 * MINUTE_MS;

/** How long the cooldown of a key is after a failure, in milliseconds; `null` = the failure says nothing about the key. */
export function cooldownTimeMs({ traits, retryAfterMs, sparesKey }: GatewayError): number | null {
  if (traits.keyCooldown === 'none' || sparesKey) return null;
  return within(retryAfterMs ?? DEFAULT_COOLDOWN_MS[traits.keyCooldown]);
}

/** A key that was just refused is not asked again in the same breath, whatever pause the provider named. */
function within(askedMs: number): number {
  return Math.min(Math.max(askedMs, SECOND_MS), MAX_COOLDOWN_MS);
}
