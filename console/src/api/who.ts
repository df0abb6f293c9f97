import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { change, get, type Answer } from './client';

/** Whoever looks: an administrator, the holder of a key, or anybody, where the gateway asks for no key. */
export type Who = Answer<'/console/session'>;

const SESSION = '/console/session';
const EVERY_MS = 60_000;
const FAREWELL = ['farewell'];
const NOBODY = { role: 'none', key: null, person: null, expires_at: null } as const;

/** Administrators, and those who look over their shoulders. */
export function seesAll(who: Who | undefined): boolean {
  return who?.role === 'admin' || who?.role === 'viewer';
}

/** Who looks alone is refused whatever changes something. */
export function mayChange(who: Who | undefined): boolean {
  return who?.role === 'admin';
}

/** To have a model asked costs money, which no key bounds for those who look alone. */
export function mayAsk(who: Who | undefined): boolean {
  return who?.role !== 'viewer' && who?.role !== 'member';
}

/** Asked first, after each log-in and log-out, and now and then: a session ends by itself. */
export function useWho() {
  return useQuery({
    queryKey: ['who'],
    queryFn: ({ signal }) => get(SESSION, { signal }),
    staleTime: EVERY_MS,
    refetchInterval: EVERY_MS,
  });
}

/** The answer says who looks from now on. */
export function useLogin() {
  const enter = useEntering();
  return useMutation({
    mutationFn: (key: string) => change('post', SESSION, { key }),
    onSuccess: enter,
  });
}

/** A person leaves by way of the issuer, where he is logged in as well. */
export function useLogout({ person, single_sign_on }: Who) {
  const [queries, enter] = [useQueryClient(), useEntering()];
  return useMutation({
    mutationFn: async () => {
      if (!person || !single_sign_on) return change('delete', SESSION);
      location.assign(single_sign_on.logout);
      return undefined;
    },
    onSuccess: (answer) => {
      if (person) return;
      enter({ ...NOBODY, single_sign_on });
      if (answer) queries.setQueryData(FAREWELL, answer.message);
    },
  });
}

/** What was said of a log-out that is not over everywhere; left out = nothing. */
export function useFarewell(): string | undefined {
  return useQueryClient().getQueryData<string>(FAREWELL);
}

/** Everything that was shown to one is forgotten before another looks. */
function useEntering() {
  const queries = useQueryClient();
  return (who: Who) => {
    queries.setQueryData(['who'], who);
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'who' });
  };
}
