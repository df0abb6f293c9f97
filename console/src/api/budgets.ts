import { useKeys } from './keys';
import { useOwnKey, useOwnKeys } from './own-key';
import { useEverything, useScopes } from './scopes';
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
const MOST_KEYS = 1_000;

/** All budgets that whoever looks may know of: of keys, teams, users and all together, or those that hold for keys of his own. */
export function useBudgets(): readonly OwnedBudget[] {
  const { data: who } = useWho();
  const isAdmin = seesAll(who);
  const keys = useKeys({ limit: MOST_KEYS, everyMs: EVERY_MS, isAsked: isAdmin });
  const teams = useScopes('teams', EVERY_MS, isAdmin);
  const users = useScopes('users', EVERY_MS, isAdmin);
  const selectors = useScopes('selectors', EVERY_MS, isAdmin);
  const everything = useEverything(EVERY_MS, isAdmin);
  const own = useOwnKey(EVERY_MS, who?.role === 'user');
  const ownKeys = useOwnKeys(EVERY_MS, who?.role === 'member');
  const owned = (owner: string, href: string, budgets: readonly ShownBudget[]) =>
    budgets.map((budget) => ({ owner, href, budget }));
  return [
    ...(keys.data?.data ?? []).flatMap((key) => owned(`key ${key.name}`, `/keys/${key.id}`, key.budgets)),
    ...(teams.data ?? []).flatMap(({ name, budgets }) => owned(`team ${name}`, '/teams', budgets)),
    ...(users.data ?? []).flatMap(({ name, budgets }) => owned(`user ${name}`, '/teams?kind=users', budgets)),
    ...(selectors.data ?? []).flatMap(({ name, budgets }) =>
      owned(`selector ${name}`, '/teams?kind=selectors', budgets),
    ),
    ...owned('everything', '/teams?kind=everything', [
      ...(everything.data?.budgets ?? []),
      ...(everything.data?.declared?.budgets ?? []),
    ]),
    ...(own.data?.budgets ?? []).flatMap((budget) => owned(budget.scope, '/own-key', [budget])),
    ...(ownKeys.data?.data ?? []).flatMap(({ name, budgets }) =>
      // what holds for several of his keys is told with each: those of the key itself are enough
      owned(
        `key ${name}`,
        '/own-keys',
        budgets.filter(({ scope }) => scope === 'key'),
      ),
    ),
  ];
}
