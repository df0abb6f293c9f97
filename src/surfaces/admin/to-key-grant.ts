import { GatewayError } from '../../common/errors.js';
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

/** A new key as it is asked for; what is left out is as the defaults say. @throws GatewayError `request.invalid` */
export function toNewKey(body: KeyBody, defaults: Partial<KeyGrant>): KeyGrant {
  const { name } = body;
  if (name === undefined) throw invalid('name', 'name is missing.');
  return toChangedKey(body, { ...NEW_KEY, ...defaults, name });
}

/** A key with what is sent in place of what it has. @throws GatewayError `request.invalid` */
export function toChangedKey({ expires_at: expiresAt, ...sent }: KeyBody, before: KeyGrant): KeyGrant {
  return { ...before, ...sent, ...(expiresAt !== undefined && { expiresAtMs: toMs(expiresAt) }) };
}

function toMs(text: string | null): number | null {
  if (text === null) return null;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw invalid('expires_at', 'expires_at is no time there is.');
  return ms;
}

function invalid(param: string, message: string): GatewayError {
  return new GatewayError('request.invalid', message, { param, fault: 'wrong_value' });
}
