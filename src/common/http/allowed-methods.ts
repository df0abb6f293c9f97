import { NotFoundException } from '@nestjs/common';
import type { RequestHandler } from 'express';
import { GatewayError } from '../errors.js';

/** A place in Express's router, as far as it is looked at here; middleware has no `route`. */
export interface RouterLayer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> } | undefined;
  /** @throws Error where the path cannot be decoded. */
  match(path: string): boolean;
}

/**
 * Refuses a method that a known path does not take with `request.method_not_allowed`, and says in `Allow` which it
 * takes: a GET is answered to HEAD as well; OPTIONS is a method like others, for pages of other sites are not served.
 * A path that no route matches is refused as not found. A GET of one is left to the router, and so is a path that cannot
 * be decoded. Goes before whatever reads a body, so that no body is judged for a route that is not there.
 * @param layers of the router, as they are when a request comes: routes are added after middleware.
 */
export function requireAllowedMethod(layers: () => readonly RouterLayer[]): RequestHandler {
  return (request, response, next) => {
    const allowed = allowedAt(request.path, layers());
    if (allowed === null || allowed.includes(request.method)) {
      next();
      return;
    }
    if (allowed.length === 0) {
      next(READING.has(request.method) ? undefined : new NotFoundException());
      return;
    }
    const names = allowed.join(', ');
    response.setHeader('allow', names);
    const message = `This address does not take ${request.method}; it takes ${names}.`;
    next(new GatewayError('request.method_not_allowed', message));
  };
}

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** The methods of all routes at a path; none where there is no route; `null` = the router has to refuse the path itself. */
function allowedAt(path: string, layers: readonly RouterLayer[]): string[] | null {
  try {
    const methods = layers.filter((layer) => layer.route && layer.match(path)).flatMap(methodsOf);
    return [...new Set(methods)];
  } catch {
    return null; // It cannot be decoded.
  }
}

function methodsOf({ route }: RouterLayer): string[] {
  const methods = Object.keys(route?.methods ?? {}).map((method) => method.toUpperCase());
  return methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}
