import type { Call } from '../../api/calls';
import type { Session } from '../../api/sessions';
import { hasFailed } from '../today/summary';

/** What is shown of a conversation. */
export type ShownSession = Pick<
  Session,
  'session' | 'client' | 'started_at' | 'last_at' | 'requests' | 'failed' | 'cost_usd'
> & { readonly tokens: Pick<Session['tokens'], 'total'> };

/** @param calls the newest first, as the sessions are then. */
export function sessionsOf(calls: readonly Call[]): readonly ShownSession[] {
  const byName = new Map<string, ShownSession>();
  for (const call of calls) {
    const { session, started_at } = call;
    if (!session) continue;
    const known = byName.get(session) ?? beginningWith(session, call);
    byName.set(session, {
      ...known,
      started_at,
      requests: known.requests + 1,
      failed: known.failed + (hasFailed(call) ? 1 : 0),
      tokens: { total: known.tokens.total + (call.tokens.total ?? 0) },
      cost_usd: String(Number(known.cost_usd) + Number(call.cost_usd ?? 0)),
    });
  }
  return [...byName.values()];
}

function beginningWith(session: string, { client = null, started_at }: Call): ShownSession {
  const none = { requests: 0, failed: 0, tokens: { total: 0 }, cost_usd: '0' };
  return { session, client, started_at, last_at: started_at, ...none };
}
