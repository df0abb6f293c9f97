import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error';
import { change, get, type Answer } from './client';

/** Whoever looks: an administrator, the holder of a key, or anybody, where the gateway asks for no key. */
export type Who = Answer<'/console/session'>;

const SESSION = '/console/session';
const EVERY_MS = 60_000;
const WHO = ['who'];
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

/** One text for each key and person: what one was shown is not another's. */
export function holderOf({ role, key, person }: Who): string {
  return JSON.stringify([role, key?.id, person?.name]);
}

/** Asked first, after each log-in and log-out, and now and then: a session ends by itself, or becomes another's. */
export function useWho() {
  const queries = useQueryClient();
  return useQuery({
    queryKey: WHO,
    queryFn: async ({ signal }) => {
      const who = await get(SESSION, { signal });
      const before = queries.getQueryData<Who>(WHO);
      if (before && holderOf(before) !== holderOf(who)) forgetShown(queries);
      return who;
    },
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

function useEntering() {
  const queries = useQueryClient();
  return (who: Who) => {
    queries.setQueryData(WHO, who);
    forgetShown(queries);
    tellOtherTabs();
  };
}

/** Everything that was shown to one is forgotten before another looks. */
function forgetShown(queries: QueryClient): void {
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== WHO[0] });
}

/** Tabs of a browser have one session: whoever logs in or out in one of them does so in all. */
const otherTabs = new BroadcastChannel('tollgate-session');

/** A log-in at an issuer ends in a tab that is loaded anew, so this is told to the others, too. */
export function watchOtherTabs(queries: QueryClient): void {
  otherTabs.addEventListener('message', () => void askWhoAnew(queries));
  tellOtherTabs();
}

function tellOtherTabs(): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other origin
  otherTabs.postMessage('');
}

/** Behind a refusal because the session has ended: whoever looks has to log in. */
export function noticeEnd(queries: QueryClient, error: unknown): void {
  if (error instanceof ApiError && error.status === 401) void askWhoAnew(queries);
}

function askWhoAnew(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: WHO });
}
