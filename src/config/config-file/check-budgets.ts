import { nearestTo } from './complaints.js';
import type { ConfigPath } from './config-path.js';
import type { Problem } from './check-routes.js';
import type { FileContent, FileSpending } from './file-content.js';

/** What is wrong with the routes that budgets name. */
export function budgetProblems(content: FileContent): Problem[] {
  const { budgets, keys, routes, teams, users } = content;
  const known = (routes ?? []).map(({ id }) => id);
  const scopes: [ConfigPath, FileSpending][] = [
    ...(budgets?.everything ? ([[['budgets', 'everything'], budgets.everything]] as const) : []),
    ...namedIn(['budgets', 'selectors'], budgets?.selectors),
    ...namedIn(['keys'], keys),
    ...namedIn(['teams'], teams),
    ...namedIn(['users'], users),
  ].map(([path, spending]) => [path, spending]);
  return scopes.flatMap(([path, spending]) =>
    unknownRoutes(spending, known).map(({ index, route }): Problem => {
      const words = `is no route; ${meant(route, known)}`;
      return { path: [...path, 'budgets', index, 'on_exhaust', 'downgrade_to'], words };
    }),
  );
}

/** The routes that its budgets name, and that are not among the known ones. */
export function unknownRoutes(
  { budgets = [] }: FileSpending,
  known: readonly string[],
): readonly { readonly index: number; readonly route: string }[] {
  return budgets.flatMap(({ on_exhaust: then = 'refuse' }, index) =>
    then === 'refuse' || known.includes(then.downgrade_to) ? [] : [{ index, route: then.downgrade_to }],
  );
}

function namedIn(
  path: ConfigPath,
  scopes: Readonly<Record<string, FileSpending>> | null | undefined,
): (readonly [ConfigPath, FileSpending])[] {
  return Object.entries(scopes ?? {}).map(([name, spending]) => [[...path, name], spending ?? {}]);
}

function meant(route: string, known: readonly string[]): string {
  if (known.length === 0) return 'there are no routes';
  const nearest = nearestTo(route, known);
  return nearest === null ? `known are ${known.join(', ')}` : `did you mean ${nearest}?`;
}
