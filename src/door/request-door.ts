import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { QuickRoute } from '../common/http/quick-route.js';
import { OpenQuickRequest } from './open-quick-request.js';
import type { QuickTools } from './quick-tools.js';

/** A larger body is parsed in turns, by the usual way. */
const LARGE_BODY_BYTES = 256 * 1024;

/**
 * Where requests come in: a few routes have a way past the framework, which costs several times as much as all that it
 * does for them. Only what is like most requests takes that way; whatever is odd about one goes by the framework, with
 * all its checks.
 */
export class RequestDoor {
  private readonly routes: ReadonlyMap<string, QuickRoute>;
  private readonly maxBodyBytes: number;

  constructor(
    routes: readonly QuickRoute[],
    private readonly tools: QuickTools,
    private readonly usualWay: RequestListener,
    maxBodyBytes: number,
  ) {
    this.maxBodyBytes = Math.min(maxBodyBytes, LARGE_BODY_BYTES);
    this.routes = new Map(routes.map((route) => [route.path, route]));
  }

  readonly enter = (request: IncomingMessage, response: ServerResponse): void => {
    const route = request.method === 'POST' ? this.routes.get(request.url ?? '') : undefined;
    const admitted =
      route && hasUsualBody(request, this.maxBodyBytes) ? this.tools.admit(request, response) : null;
    if (route && admitted) new OpenQuickRequest(request, response, admitted, route, this.tools).begin();
    else this.usualWay(request, response);
  };
}

/** JSON of a length that it declares, as it is. */
function hasUsualBody({ headers }: IncomingMessage, maxBytes: number): boolean {
  const bytes = Number(headers['content-length'] ?? NaN);
  return (
    bytes > 0 &&
    bytes <= maxBytes &&
    headers['content-encoding'] === undefined &&
    headers['transfer-encoding'] === undefined &&
    isPlainJson(headers['content-type'])
  );
}

function isPlainJson(type: string | undefined): boolean {
  return type === 'application/json' || type === 'application/json; charset=utf-8';
}
