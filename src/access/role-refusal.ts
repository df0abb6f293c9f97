import { GatewayError } from '../common/errors.js';
import type { Caller } from '../common/http/caller.js';
import { PersonCaller } from '../governance/identity/person-caller.js';

/**
 * A person who is no administrator looks, and no more.
 * @throws GatewayError `auth.not_allowed`
 */
export function refuseBeyondRole(caller: Caller, method: string | undefined): void {
  if (!(caller instanceof PersonCaller) || caller.maySend(method)) return;
  const message = `Somebody who logged in as a ${caller.role} can look, and neither change anything nor have a model asked: send a gateway key for that.`;
  throw new GatewayError('auth.not_allowed', message);
}
