import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useLedger, type CallFilter } from './calls';
import { get, type Answer } from './client';
import { seesAll, useWho } from './who';

export type Session = Answer<'/sessions'>['data'][number];

interface Watching {
  readonly limit: number;
  /** `next` of the page before; '' = from the newest on. */
  readonly after: string;
  readonly everyMs: number;
}

/** Conversations of all callers for administrators, and else of whoever looks; `null` where no ledger is kept. */
export function useSessions(filter: CallFilter, { limit, after, everyMs }: Watching) {
  const { data: who } = useWho();
  const hasLedger = useLedger();
  const path = seesAll(who) ? '/admin/sessions' : '/sessions';
  return useQuery({
    queryKey: ['sessions', path, hasLedger, filter, limit, after],
    queryFn: ({ signal }) => (hasLedger ? get(path, { query: { ...filter, limit, after }, signal }) : null),
    enabled: hasLedger !== undefined,
    refetchInterval: hasLedger ? everyMs : false,
    placeholderData: keepPreviousData,
  });
}

/** How long streams took until their first token; `null` where no ledger is kept. */
export function useFirstTokens(filter: CallFilter, everyMs: number) {
  const { data: who } = useWho();
  const hasLedger = useLedger();
  const path = seesAll(who) ? '/admin/first-tokens' : '/first-tokens';
  return useQuery({
    queryKey: ['first-tokens', path, hasLedger, filter],
    queryFn: async ({ signal }) =>
      hasLedger ? (await get(path, { query: { ...filter }, signal })).data[0]! : null,
    enabled: hasLedger !== undefined,
    refetchInterval: hasLedger ? everyMs : false,
    placeholderData: keepPreviousData,
  });
}
