import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { change, get, type Answer } from './client';

/** Whoever looks: an administrator, the holder of a key, or anybody, where the gateway asks for no key. */
export type Who = Answer<'/console/session'>;

const SESSION = '/console/session';
const EVERY_MS = 60_000;

/** Asked first, after each log-in and log-out, and now and then: a session ends by itself. */
export function useWho() {
  return useQuery({
    queryKey: ['who'],
    queryFn: ({ signal }) => get(SESSION, { signal }),
    staleTime: EVERY_MS,
    refetchInterval: EVERY_MS,
  });
}

/** Everything that was shown to one is forgotten before another looks. */
export function useLogin() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (key: string) => change('post', SESSION, { key }),
    onSuccess: (who) => {
      queries.clear();
      queries.setQueryData(['who'], who);
    },
  });
}

export function useLogout() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => change('delete', SESSION),
    onSuccess: () => queries.resetQueries(),
  });
}
