import type { Request, RequestHandler } from 'express';
import { announcesBody } from '../common/http/early-refusal.js';
import { setCaller } from '../common/http/caller.js';
import { GatewayError } from '../common/errors.js';
import type { Callers } from './callers.js';
import { refuseBeyondRole } from './role-refusal.js';

/** Of a stranger's body. */
const MAX_LOGIN_BYTES = 4_096;

/**
 * Refuses the body of a caller without a key while it is still unread, so that strangers hold no place and no memory.
 * Of public routes one takes a body: a log-in, which brings its key there, and nothing but that. Everything else is left to
 * the guard, which knows the route.
 *
 * Hands to `next` what the guard would throw: `auth.invalid_key`, `auth.not_allowed` for a person beyond his role,
 * `request.malformed` or `gateway.store_away`; and
 * `request.not_found` for what only administrators could send, where there are none;
 * `request.too_large` for a log-in that does not say that it is small.
 */
export function keyBeforeBody(callers: Callers): RequestHandler {
  return async (request, _response, next) => {
    next(announcesBody(request) ? await refusalOf(request, callers) : undefined);
  };
}

/** `undefined` = it is let in, as far as that can be said without its route. */
async function refusalOf(request: Request, callers: Callers): Promise<unknown> {
  if (!callers.hasAdmin && isAdminPath(request.path)) return noAdmin();
  if (isLogin(request)) return isSmall(request) ? undefined : tooLarge();
  if (!callers.areNeeded) return undefined;
  try {
    const caller = callers.atOnce(request) ?? (await callers.needed(request));
    refuseBeyondRole(caller, request.method);
    setCaller(request, caller);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Whoever sends it has no key yet. */
export function isLogin({ method, path }: Pick<Request, 'method' | 'path'>): boolean {
  return method === 'POST' && /^\/console\/session\/?$/i.test(path);
}

/** Node takes no more than what is declared. */
function isSmall({ headers }: Request): boolean {
  return Number(headers['content-length'] ?? NaN) <= MAX_LOGIN_BYTES;
}

function tooLarge(): GatewayError {
  const message = `A log-in has at most ${MAX_LOGIN_BYTES} bytes, and says in Content-Length how many.`;
  return new GatewayError('request.too_large', message);
}

function isAdminPath(path: string): boolean {
  return /^\/admin(\/|$)/i.test(path);
}

function noAdmin(): GatewayError {
  return new GatewayError(
    'request.not_found',
    'There is no /admin: neither ADMIN_API_KEY nor OIDC_ISSUER is set.',
  );
}
