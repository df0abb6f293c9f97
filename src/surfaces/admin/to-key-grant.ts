import { GatewayError } from '../../common/errors.js';
import { parseTime } from '../../common/rfc3339.js';
import type { KeyGrant } from '../../governance/identity/virtual-key.js';
import type { KeyBody } from './admin-bodies.js';

const NEW_KEY: Omit<KeyGrant, 'name'> = Object.freeze({
  user: null,
  team: null,
  tags: {},
  metadata: {},
  allowed: null,
  budgets: [],
  limits: [],
  expiresAtMs: null,
  enabled: true,
});

/**
 * A new key as it is asked for; what is left out is as the defaults say.
 * @throws GatewayError `request.invalid`, for a key whose time is over already, too: whoever makes one means another year.
 */
export function toNewKey(body: KeyBody, defaults: Partial<KeyGrant>, nowMs: number): KeyGrant {
  const { name } = body;
  if (name === undefined) throw invalid('name', 'name is missing.');
  const grant = toChangedKey(body, { ...NEW_KEY, ...defaults, name });
  if (grant.expiresAtMs !== null && grant.expiresAtMs <= nowMs)
    throw invalid('expires_at', 'expires_at is over already.');
  return grant;
}

/**
 * A key with what is sent in place of what it has: what is left out stays, `null` takes user, team, `allowed` and
 * `expires_at` away, and lists and maps are replaced as a whole. A time that is over ends the key at once.
 * @throws GatewayError `request.invalid`
 */
export function toChangedKey({ expires_at: expiresAt, ...sent }: KeyBody, before: KeyGrant): KeyGrant {
  return { ...before, ...sent, ...(expiresAt !== undefined && { expiresAtMs: toMs(expiresAt) }) };
}

function toMs(text: string | null): number | null {
  if (text === null) return null;
  const ms = parseTime(text);
  // in UTC it may fall into a year that no such text tells
  if (ms === null || !/^\d{4}-/.test(new Date(ms).toISOString()))
    throw invalid('expires_at', 'expires_at is no time there is.');
  return ms;
}

function invalid(param: string, message: string): GatewayError {
  return new GatewayError('request.invalid', message, { param, fault: 'wrong_value' });
}
