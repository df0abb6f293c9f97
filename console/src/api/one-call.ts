import { useQuery } from '@tanstack/react-query';
import { ApiError } from './api-error';
import type { Call } from './calls';
import { get, type Answer } from './client';
import { seesAll, useWho } from './who';

/** One call, with what only its own address tells, where it was asked. */
export type OneCall = Call & Partial<Answer<'/admin/calls/{id}'>>;

const MOST = 1_000;
/** Until it has ended. */
const EVERY_MS = 1_000;

/** One call by its id. Who may not ask the whole ledger finds it among the last ones of his own. */
export function useCall(id: string) {
  const { data: who } = useWho();
  const isAdmin = seesAll(who);
  return useQuery<OneCall>({
    queryKey: ['call', isAdmin, id],
    refetchInterval: ({ state: { data } }) => data?.ended_at === null && EVERY_MS,
    queryFn: ({ signal }) =>
      isAdmin ? get('/admin/calls/{id}', { path: { id }, signal }) : findRecent(id, signal),
  });
}

async function findRecent(id: string, signal: AbortSignal): Promise<Call> {
  const { data } = await get('/calls/recent', { query: { limit: MOST }, signal });
  const found = data.find((call) => call.id === id);
  if (found) return found;
  throw new ApiError('It is not among the last calls any more.', 404, 'request.not_found', null);
}
