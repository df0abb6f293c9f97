import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { change, get, type Answer } from './client';

/** Whose spending is told apart by a name. */
export type NamedKind = 'teams' | 'users' | 'selectors';

type Team = Answer<'/admin/teams'>['data'][number];

/** What holds for all calls of a team, of a user, of a selector, or of everybody. */
export type Scope = Omit<Team, 'name' | 'allowed'> & {
  /** Left out = of a selector, which says nothing of it. */
  readonly allowed?: Team['allowed'];
  /** Left out = of everybody. */
  readonly name?: string;
  /** Of a selector. */
  readonly match?: Readonly<Record<string, string>>;
};
export type ScopeBody = NonNullable<Parameters<typeof change<'put', '/admin/teams/{name}'>>[2]> &
  Pick<Scope, 'match'>;
export type Defaults = Answer<'/admin/defaults'>;

const PATHS = {
  teams: '/admin/teams',
  users: '/admin/users',
  selectors: '/admin/budgets/selectors',
} as const;
const EVERYTHING = '/admin/budgets/everything';
const DEFAULTS = '/admin/defaults';
const MOST = 1_000;

export function useScopes(kind: NamedKind, everyMs: number) {
  return useQuery({
    queryKey: ['scopes', kind],
    queryFn: async ({ signal }): Promise<readonly Scope[]> =>
      (await get(PATHS[kind], { query: { limit: MOST }, signal })).data,
    refetchInterval: everyMs,
  });
}

export function useEverything(everyMs: number) {
  return useQuery({
    queryKey: ['scopes', 'everything'],
    queryFn: ({ signal }) => get(EVERYTHING, { signal }),
    refetchInterval: everyMs,
  });
}

/** What new keys and teams begin with. */
export function useDefaults(isAsked = true) {
  return useQuery({
    queryKey: ['scopes', 'defaults'],
    queryFn: ({ signal }) => get(DEFAULTS, { signal }),
    enabled: isAsked,
  });
}

/** What was said of the scope before is replaced. @param kind `everything` takes no name. */
export function usePutScope(kind: NamedKind | 'everything') {
  return useScopeChange(({ name, body }: { readonly name: string; readonly body: ScopeBody }) =>
    kind === 'everything'
      ? change('put', EVERYTHING, body)
      : change('put', `${PATHS[kind]}/{name}` as '/admin/teams/{name}', body, { path: { name } }),
  );
}

export function useDeleteScope(kind: NamedKind | 'everything') {
  return useScopeChange((name: string) =>
    kind === 'everything'
      ? change('delete', EVERYTHING)
      : change('delete', `${PATHS[kind]}/{name}` as '/admin/teams/{name}', undefined, { path: { name } }),
  );
}

export function usePutDefaults() {
  return useScopeChange((defaults: Pick<Defaults, 'key' | 'team'>) => change('put', DEFAULTS, defaults));
}

function useScopeChange<Asked, Done>(mutationFn: (asked: Asked) => Promise<Done>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () =>
      Promise.all([['scopes'], ['audit']].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
