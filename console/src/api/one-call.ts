import { useQuery } from '@tanstack/react-query';
import { ApiError } from './api-error';
import type { Call } from './calls';
import { get } from './client';
import { seesAll, useWho } from './who';

const MOST = 1_000;

/** One call by its id. Who may not ask the whole ledger finds it among the last ones of his own. */
export function useCall(id: string) {
  const { data: who } = useWho();
  const isAdmin = seesAll(who);
  return useQuery({
    queryKey: ['call', isAdmin, id],
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
