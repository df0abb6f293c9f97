import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { change, get, type Answer } from './client';

export type Key = Answer<'/admin/keys'>['data'][number];
export type NewKey = Parameters<typeof change<'post', '/admin/keys'>>[2];

const KEYS = ['keys'];
const PAGE = 200;

interface KeysOf {
  /** The id behind which the page begins; left out, or '' = from the first on. */
  readonly after?: string;
  /** What stands in the name, user, team or id; left out, or '' = all. */
  readonly find?: string;
  /** Keys of a page. */
  readonly limit?: number;
  /** Milliseconds between two looks; `false` = one look. */
  readonly everyMs?: number | false;
}

export function useKeys({ after = '', find = '', limit = PAGE, everyMs = false }: KeysOf) {
  const query = { limit, after, find };
  return useQuery({
    queryKey: [...KEYS, 'page', query],
    queryFn: ({ signal }) => get('/admin/keys', { query, signal }),
    refetchInterval: everyMs,
    placeholderData: keepPreviousData,
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
      // pages that were read before would show it until they are read anew
      queries.setQueriesData<Answer<'/admin/keys'>>({ queryKey: [...KEYS, 'page'] }, (page) =>
        page ? { ...page, data: page.data.filter((key) => key.id !== id) } : page,
      );
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
