import { isLoopbackHost } from '../common/http/loopback.js';
import { WrongEnvironmentError } from '../config/environment.js';
import type { ServerSettings } from '../config/settings.js';
import type { Callers } from './callers.js';

/**
 * Whoever reaches the port could spend the operator's money: beyond this machine callers need a key, wherever keys are
 * kept.
 * @throws WrongEnvironmentError
 */
export function requireKeysBeyondLoopback(
  { HOST, ALLOW_UNAUTHENTICATED }: Pick<ServerSettings, 'HOST' | 'ALLOW_UNAUTHENTICATED'>,
  { areNeeded }: Pick<Callers, 'areNeeded'>,
): void {
  if (areNeeded || ALLOW_UNAUTHENTICATED || isLoopbackHost(HOST)) return;
  throw new WrongEnvironmentError([
    `HOST: accepted without keys is a loopback address; set GATEWAY_API_KEYS or ADMIN_API_KEY, or make a virtual key ("tollgate keys create"), unless ALLOW_UNAUTHENTICATED=true; given was ${JSON.stringify(HOST)}`,
  ]);
}
