import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { change, get, type Answer } from './client';

export type Key = Answer<'/admin/keys'>['data'][number];
export type NewKey = Parameters<typeof change<'post', '/admin/keys'>>[2];

const KEYS = ['keys'];
const PAGE = 200;

/** @param most keys of a page. */
export function useKeys(
  after: string | undefined,
  everyMs: number | false = false,
  isAsked = true,
  most = PAGE,
) {
  return useQuery({
    queryKey: [...KEYS, 'page', after, most],
    queryFn: ({ signal }) => get('/admin/keys', { query: { limit: most, after }, signal }),
    refetchInterval: everyMs,
    enabled: isAsked,
  });
}

export function useKey(id: string, everyMs: number | false = false) {
  return useQuery({
    queryKey: [...KEYS, id],
    queryFn: ({ signal }) => get('/admin/keys/{id}', { path: { id }, signal }),
    refetchInterval: everyMs,
  });
}

export function useCreateKey() {
  return useChange((key: NonNullable<NewKey>) => change('post', '/admin/keys', key));
}

export function useRotateKey(id: string) {
  return useChange((overlapS: number) =>
    change('post', '/admin/keys/{id}/rotate', { overlap_s: overlapS }, { path: { id } }),
  );
}

export function useChangeKey(id: string) {
  return useChange((changes: Partial<NonNullable<NewKey>>) =>
    change('patch', '/admin/keys/{id}', changes as NonNullable<NewKey>, { path: { id } }),
  );
}

export function useDeleteKey(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => change('delete', '/admin/keys/{id}', undefined, { path: { id } }),
    onSuccess: () => {
      // the key itself is not asked for once more: it is gone
      void queries.invalidateQueries({ queryKey: KEYS, predicate: ({ queryKey }) => queryKey[1] !== id });
      void queries.invalidateQueries({ queryKey: ['audit'] });
    },
  });
}

/** What is shown of keys, and the audit, is asked for anew after each change. */
function useChange<Asked, Done>(mutationFn: (asked: Asked) => Promise<Done>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () =>
      Promise.all([KEYS, ['audit']].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
