import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { change, get, type Answer } from './client';

export type ScopeKind = 'teams' | 'users';

/** What holds for all calls of a team, or of a user. */
export type Scope = Answer<'/admin/teams'>['data'][number];
type ScopeBody = NonNullable<Parameters<typeof change<'put', '/admin/teams/{name}'>>[2]>;

const MOST = 1_000;

export function useScopes(kind: ScopeKind, everyMs: number, isAsked = true) {
  return useQuery({
    queryKey: ['scopes', kind],
    queryFn: async ({ signal }) => (await get(`/admin/${kind}`, { query: { limit: MOST }, signal })).data,
    refetchInterval: everyMs,
    enabled: isAsked,
  });
}

/** What was said of the scope before is replaced. */
export function usePutScope(kind: ScopeKind) {
  return useScopeChange(({ name, ...body }: ScopeBody & { readonly name: string }) =>
    change('put', `/admin/${kind}/{name}`, body, { path: { name } }),
  );
}

export function useDeleteScope(kind: ScopeKind) {
  return useScopeChange((name: string) =>
    change('delete', `/admin/${kind}/{name}`, undefined, { path: { name } }),
  );
}

function useScopeChange<Asked, Done>(mutationFn: (asked: Asked) => Promise<Done>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () =>
      Promise.all([['scopes'], ['audit']].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
