import type { StackedBar } from '../../parts/stack';
import { nameOf, type ShownAs, type SpendRow } from './names';
import { byCost, MOST } from './stacks';

const MOST_BARS = 10;

interface Pairs {
  readonly bars: readonly StackedBar[];
  readonly legend: readonly string[];
}

/**
 * The dearest of one group, each made of its parts by another: the dearest of those by their names, the others together.
 * @param rows a sum for each pair of names.
 */
export function pairsOf(
  rows: readonly SpendRow[],
  [by, then]: readonly [by: string, then: string],
  shownAs: ShownAs,
): Pairs {
  const parts = byCost(rows, then);
  const [own, rest] = [parts.slice(0, MOST), parts.slice(MOST)];
  const places = new Map([
    ...own.map((name, at) => [name, at] as const),
    ...rest.map((name) => [name, MOST] as const),
  ]);
  const legend = [
    ...own.map((name) => shownAs(then, name)),
    ...(rest.length > 0 ? [`${rest.length} others`] : []),
  ];
  const bars = byCost(rows, by)
    .slice(0, MOST_BARS)
    .map((name) => {
      const sizes = legend.map(() => 0);
      for (const row of rows) {
        const place = places.get(nameOf(row, then));
        if (place !== undefined && nameOf(row, by) === name) sizes[place]! += Number(row.cost_usd);
      }
      return { key: JSON.stringify(name), name: shownAs(by, name), sizes };
    });
  return { bars, legend };
}
