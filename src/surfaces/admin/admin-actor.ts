import type { Request } from 'express';
import { callerOf } from '../../common/http/caller.js';
import { actorNameOf } from '../../governance/audit/actor-name.js';
import type { Actor } from '../../governance/audit/audit-log.js';

/** Who acts, for the audit. */
export function actorOf(request: Request): Actor {
  const caller = callerOf(request);
  return {
    name: caller ? actorNameOf(caller) : 'admin',
    address: request.socket.remoteAddress ?? 'unknown',
  };
}
