import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { get, type Answer } from './client';
import { seesAll, useWho } from './who';

export type Call = Answer<'/calls/recent'>['data'][number];
export type UsageRow = Answer<'/usage'>['data'][number];
/** What some calls came to. */
export type UsageRest = Pick<UsageRow, 'requests' | 'failed' | 'tokens' | 'cost_usd' | 'unpriced_requests'>;

/** By which calls are looked for; the names are those of the API. */
export interface CallFilter {
  readonly outcome?: string;
  readonly provider?: string;
  readonly model?: string;
  /** Its id. */
  readonly key?: string;
  readonly user?: string;
  readonly team?: string;
  readonly session?: string;
  readonly from?: string;
  readonly to?: string;
}

interface Watching {
  readonly limit: number;
  /** The id behind which the page begins; left out, or '' = from the newest on. */
  readonly after?: string;
  /** Milliseconds between two looks; `false` = one look. */
  readonly everyMs?: number | false;
}

/** Of all callers for administrators, and else of whoever looks. */
export function useCalls(filter: CallFilter, { limit, after = '', everyMs = false }: Watching) {
  const { data: who } = useWho();
  const path = seesAll(who) ? '/admin/calls' : '/calls/recent';
  return useQuery({
    queryKey: ['calls', path, filter, limit, after],
    queryFn: ({ signal }) => get(path, { query: { ...filter, limit, after }, signal }),
    refetchInterval: everyMs,
    placeholderData: keepPreviousData,
  });
}

/** Whether calls outlive the process; `undefined` = not known yet. */
export function useLedger(): boolean | undefined {
  const { data: who } = useWho();
  const { data } = useQuery({
    queryKey: ['ledger'],
    queryFn: async ({ signal }) => (await get('/calls/recent', { query: { limit: 1 }, signal })).ledger,
    enabled: who?.role === 'open',
    staleTime: Infinity,
  });
  return who === undefined || who.role === 'open' ? data : true; // keys that can be made are kept, and so are calls
}

/** What calls came to; `null` where the gateway keeps no ledger. */
export function useUsage(groups: readonly string[], filter: CallFilter, everyMs: number | false = false) {
  return useUsageAnswer(groups, filter, everyMs, rowsOf);
}

/** What all others of the same came to, where there are too many; `null` = those are all. */
export function useUsageRest(groups: readonly string[], filter: CallFilter) {
  return useUsageAnswer(groups, filter, false, restOf).data ?? null;
}

type UsageAnswer = Answer<'/usage'> | null;

const rowsOf = (answer: UsageAnswer) => answer && answer.data;
const restOf = (answer: UsageAnswer) => answer?.rest ?? null;

function useUsageAnswer<T>(
  groups: readonly string[],
  filter: CallFilter,
  everyMs: number | false,
  select: (answer: UsageAnswer) => T,
) {
  const { data: who } = useWho();
  const hasLedger = useLedger();
  const path = seesAll(who) ? '/admin/usage' : '/usage';
  return useQuery({
    queryKey: ['usage', path, hasLedger, groups, filter],
    queryFn: async ({ signal }): Promise<UsageAnswer> => {
      if (!hasLedger) return null;
      return get(path, { query: { ...filter, group_by: groups.join(',') }, signal });
    },
    select,
    enabled: hasLedger !== undefined,
    refetchInterval: hasLedger ? everyMs : false,
    placeholderData: keepPreviousData,
  });
}
