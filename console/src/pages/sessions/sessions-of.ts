import type { Call } from '../../api/calls';
import { hasFailed } from '../today/summary';

/** Requests of one conversation. */
export interface Session {
  readonly name: string;
  /** The newest of them. */
  readonly last: Call;
  readonly requests: number;
  readonly failed: number;
  readonly tokens: number;
  /** Of all requests together. */
  readonly durationMs: number;
  readonly costUsd: number;
}

/** @param calls the newest first, as the sessions are then. */
export function sessionsOf(calls: readonly Call[]): readonly Session[] {
  const byName = new Map<string, Session>();
  for (const call of calls) {
    if (!call.session) continue;
    const known = byName.get(call.session) ?? beginningWith(call.session, call);
    byName.set(call.session, {
      ...known,
      requests: known.requests + 1,
      failed: known.failed + (hasFailed(call) ? 1 : 0),
      tokens: known.tokens + (call.tokens.total ?? 0),
      durationMs: known.durationMs + (call.duration_ms ?? 0),
      costUsd: known.costUsd + Number(call.cost_usd ?? 0),
    });
  }
  return [...byName.values()];
}

function beginningWith(name: string, last: Call): Session {
  return { name, last, requests: 0, failed: 0, tokens: 0, durationMs: 0, costUsd: 0 };
}
