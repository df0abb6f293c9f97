import type { Request, RequestHandler } from 'express';
import { announcesBody } from '../common/http/early-refusal.js';
import { setCaller } from '../common/http/caller.js';
import { GatewayError } from '../common/errors.js';
import type { Callers } from './callers.js';

/**
 * Refuses the body of a caller without a key while it is still unread, so that strangers hold no place and no memory.
 * No public route takes a body. Everything else is left to the guard, which knows the route.
 *
 * Hands to `next` what the guard would throw: `auth.invalid_key`, `request.malformed` or `gateway.store_away`; and
 * `request.not_found` for what only administrators could send, where there are none.
 */
export function keyBeforeBody(callers: Callers): RequestHandler {
  return async (request, _response, next) => {
    next(announcesBody(request) ? await refusalOf(request, callers) : undefined);
  };
}

/** `undefined` = it is let in, as far as that can be said without its route. */
async function refusalOf(request: Request, callers: Callers): Promise<unknown> {
  if (!callers.hasAdmin && isAdminPath(request.path)) return noAdmin();
  if (!callers.areNeeded) return undefined;
  try {
    const known = callers.atOnce(request);
    setCaller(request, known ?? (await callers.needed(request)));
    return undefined;
  } catch (error) {
    return error;
  }
}

function isAdminPath(path: string): boolean {
  return /^\/admin(\/|$)/i.test(path);
}

function noAdmin(): GatewayError {
  return new GatewayError('request.not_found', 'There is no /admin: no ADMIN_API_KEY is set.');
}
