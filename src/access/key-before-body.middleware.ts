import type { RequestHandler } from 'express';
import { announcesBody } from '../common/http/early-refusal.js';
import { GatewayKeys, keyNeeded } from './gateway-keys.js';
import type { ServerSettings } from '../config/settings.js';

/**
 * Refuses the body of a caller without a key while it is still unread, so that strangers hold no place and no memory.
 * No public route takes a body. Everything else is left to the guard, which knows the route.
 *
 * Hands to `next` what the guard would throw: `auth.invalid_key` or `request.malformed`.
 */
export function keyBeforeBody(settings: ServerSettings): RequestHandler {
  const keys = new GatewayKeys(settings);
  return (request, _response, next) => {
    const isLeftToGuard = !keys.areSet || !announcesBody(request);
    next(isLeftToGuard || keys.areBroughtBy(request) ? undefined : keyNeeded());
  };
}
