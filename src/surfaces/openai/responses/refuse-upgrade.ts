import type { RequestHandler } from 'express';
import { GatewayError } from '../../../common/errors.js';
import { RESPONSES_PATH } from './responses-path.js';

const PATH = new RegExp(`^/${RESPONSES_PATH}/?$`, 'i');

/**
 * Codex asks for a WebSocket first. It goes on over HTTP at once after a 426, and only then.
 * So it is told to callers without a key, too: it says nothing of what is behind it, and the POST needs one.
 * Source: codex 0.169, seen on the wire, November 2026.
 */
export function refuseUpgrade(): RequestHandler {
  return ({ method, path, headers }, response, next) => {
    if (headers.upgrade === undefined || method !== 'GET' || !PATH.test(path)) {
      next();
      return;
    }
    // What follows on this connection would be taken for the other protocol.
    response.set({ upgrade: 'HTTP/1.1', connection: 'close' });
    const message =
      'Tollgate serves responses over HTTP only: send them as POST, with "stream": true for events.';
    next(new GatewayError('request.upgrade_required', message));
  };
}
