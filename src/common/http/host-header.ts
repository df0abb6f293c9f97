import type { RequestHandler } from 'express';
import { GatewayError } from '../errors.js';
import { hasRepeatedHeader } from './repeated-header.js';

/**
 * Refuses an HTTP/1.1 request without a Host header, or with two, as RFC 9112, 3.2 demands. Goes right after
 * `requestId`.
 */
export function requireHost(): RequestHandler {
  return (request, _response, next) => {
    const isMissing = request.httpVersion === '1.1' && request.headers.host === undefined;
    if (isMissing || hasRepeatedHeader(request, 'host')) {
      next(new GatewayError('request.malformed', 'An HTTP/1.1 request needs one "host" header.'));
    } else next();
  };
}
