import type { Request } from 'express';
import { callerOf } from '../../common/http/caller.js';
import type { Actor } from '../../governance/audit/audit-log.js';

/** Who acts, for the audit. */
export function actorOf(request: Request): Actor {
  return { name: callerOf(request)?.name ?? 'admin', address: request.socket.remoteAddress ?? 'unknown' };
}
