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
 * A path that no route matches is left to the router. Goes before whatever reads a body, so that no body is judged for
 * a route that is not there.
 * @param layers of the router, as they are when a request comes: routes are added after middleware.
 */
export function requireAllowedMethod(layers: () => readonly RouterLayer[]): RequestHandler {
  return (request, response, next) => {
    const allowed = allowedAt(request.path, layers());
    if (allowed.length === 0 || allowed.includes(request.method)) {
      next();
      return;
    }
    const names = allowed.join(', ');
    response.setHeader('allow', names);
    const message = `This address does not take ${request.method}; it takes ${names}.`;
    next(new GatewayError('request.method_not_allowed', message));
  };
}

/** The methods of all routes at a path; none where there is no route, or the router has to refuse the path itself. */
function allowedAt(path: string, layers: readonly RouterLayer[]): string[] {
  const methods = layers.filter((layer) => layer.route && matches(layer, path)).flatMap(methodsOf);
  return [...new Set(methods)];
}

function methodsOf({ route }: RouterLayer): string[] {
  const methods = Object.keys(route?.methods ?? {}).map((method) => method.toUpperCase());
  return methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}

function matches(layer: RouterLayer, path: string): boolean {
  try {
    return layer.match(path);
  } catch {
    return false; // It cannot be decoded; the router says so in its turn.
  }
}
