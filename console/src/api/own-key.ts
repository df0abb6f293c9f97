import { useQuery } from '@tanstack/react-query';
import { get } from './client';

/** What the key of whoever looks may, and what is left. */
export function useOwnKey(everyMs: number, isAsked = true) {
  return useQuery({
    queryKey: ['own key'],
    queryFn: ({ signal }) => get('/v1/key', { signal }),
    refetchInterval: everyMs,
    enabled: isAsked,
  });
}

/** All keys of the person who looks; a hundred of them, where he has more. */
export function useOwnKeys(everyMs: number, isAsked = true) {
  return useQuery({
    queryKey: ['own keys'],
    queryFn: ({ signal }) => get('/v1/keys', { signal }),
    refetchInterval: everyMs,
    enabled: isAsked,
  });
}
