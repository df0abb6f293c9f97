import type { IncomingHttpHeaders } from 'node:http';
import type { GatewayError } from '../errors.js';

/** How one surface says that a request failed, in the shape of its own wire. */
export interface ErrorRenderer {
  /** The HTTP status. */
  readonly statusOf: (error: GatewayError) => number;
  /**
   * The body, which is sent as JSON.
   * @param placeOf where a canonical parameter stands in the request; left out, only the names of its fields are known.
   */
  readonly bodyOf: (
    error: GatewayError,
    requestId: string,
    placeOf?: (parameter: string) => string,
  ) => object;
}

/** The renderer for a request, by its path and its headers. */
export type ErrorRenderers = (path: string, headers: IncomingHttpHeaders) => ErrorRenderer;

/**
 * Finds the surface that a path belongs to, so that what is refused before a route is reached is refused in the
 * words of that surface. As the router does, it does not tell upper case from lower.
 * @param byPrefix by the first segments of the paths that a surface owns: `/v1`. The first that fits is taken.
 * @param otherwise for every other path.
 */
export function renderersByPath(
  byPrefix: Readonly<Record<string, ErrorRenderer>>,
  otherwise: ErrorRenderer,
): (path: string) => ErrorRenderer {
  const entries = Object.entries(byPrefix).map(([prefix, renderer]) => [`${prefix}/`, renderer] as const);
  return (path) => {
    const whole = `${path.toLowerCase()}/`;
    return entries.find(([prefix]) => whole.startsWith(prefix))?.[1] ?? otherwise;
  };
}
