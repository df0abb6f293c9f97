import { useQuery } from '@tanstack/react-query';
import { get } from './client';
import { useOwnKey, useOwnKeys } from './own-key';
import { seesAll, useWho } from './who';
import type { ShownBudget } from '../parts/budget-bar';

/** A budget, and whose it is. */
export interface OwnedBudget {
  readonly owner: string;
  /** Where more is said of it, below /console. */
  readonly href: string;
  readonly budget: ShownBudget;
}

const EVERY_MS = 10_000;
/** From this part of a budget on, somebody should know; for administrators the gateway says which. */
const NEAR = 0.8;
const PAGES = {
  team: '/teams',
  user: '/teams?kind=users',
  selector: '/teams?kind=selectors',
  everything: '/teams?kind=everything',
} as const;

/** Budgets of which little is left, the fullest first: of all that whoever looks may know of. */
export function useBudgetsNearEnd(most: number): readonly OwnedBudget[] {
  const { data: who } = useWho();
  const near = useQuery({
    queryKey: ['budgets', 'near-end', most],
    queryFn: ({ signal }) => get('/admin/budgets/near-end', { query: { limit: most }, signal }),
    refetchInterval: EVERY_MS,
    enabled: seesAll(who),
  });
  const own = useOwnKey(EVERY_MS, who?.role === 'user');
  const ownKeys = useOwnKeys(EVERY_MS, who?.role === 'member');
  const ofAll = (near.data?.data ?? []).map(({ scope, name, key, budget }) => ({
    owner: name === null ? scope : `${scope} ${name}`,
    href: scope === 'key' ? `/keys/${key}` : PAGES[scope],
    budget,
  }));
  const ofOwn = [
    ...(own.data?.budgets ?? []).map((budget) => ({ owner: budget.scope, href: '/own-key', budget })),
    ...(ownKeys.data?.data ?? []).flatMap(({ name, budgets }) =>
      // what holds for several of his keys is told with each: those of the key itself are enough
      budgets
        .filter(({ scope }) => scope === 'key')
        .map((budget) => ({ owner: `key ${name}`, href: '/own-keys', budget })),
    ),
  ];
  return [...ofAll, ...fullest(ofOwn)].slice(0, most);
}

function fullest(budgets: readonly OwnedBudget[]): readonly OwnedBudget[] {
  return budgets.filter((each) => partOf(each) >= NEAR).toSorted((a, b) => partOf(b) - partOf(a));
}

function partOf({ budget: { budget_usd, spent_usd = '0', reserved_usd = '0' } }: OwnedBudget): number {
  const whole = Number(budget_usd);
  return whole > 0 ? (Number(spent_usd) + Number(reserved_usd)) / whole : 1;
}
