import type { Stack } from '../../parts/stack';
import { nameOf, type Name, type ShownAs, type SpendRow } from './names';

/** So many have a colour of their own. */
export const MOST = 7;

export interface Stacked {
  /** Seconds since the Unix epoch. */
  readonly times: readonly number[];
  readonly stacks: readonly Stack[];
}

/**
 * The cost of each time, made of the parts of a group: the dearest by their names, the others together.
 * @param stepMs between two times; times without calls are there as well.
 */
export function stacksOf(
  rows: readonly SpendRow[],
  group: string,
  timeOf: 'day' | 'hour',
  fromMs: number,
  toMs: number,
  shownAs: ShownAs,
): Stacked {
  const stepMs = timeOf === 'day' ? 86_400_000 : 3_600_000;
  const times = Array.from(
    { length: Math.max(1, Math.ceil((toMs - fromMs) / stepMs)) },
    (_, at) => fromMs + at * stepMs,
  );
  const names = byCost(rows, group);
  const [own, rest] = [names.slice(0, MOST), new Set(names.slice(MOST))];
  const valuesOf = (isMeant: (name: Name) => boolean) => {
    const sums = new Map<number, number>();
    for (const row of rows.filter((each) => isMeant(nameOf(each, group)))) {
      const time = Date.parse(row[timeOf] as string);
      sums.set(time, (sums.get(time) ?? 0) + Number(row.cost_usd));
    }
    return times.map((time) => sums.get(time) ?? 0);
  };
  const stacks = own.map((name) => ({
    name: shownAs(group, name),
    values: valuesOf((each) => each === name),
  }));
  const others =
    rest.size > 0 ? [{ name: `${rest.size} others`, values: valuesOf((each) => rest.has(each)) }] : [];
  return { times: times.map((time) => time / 1_000), stacks: [...stacks, ...others] };
}

/** Names of a group, the dearest first; what cost nothing has no part in it. */
export function byCost(rows: readonly SpendRow[], group: string): readonly Name[] {
  const sums = new Map<Name, number>();
  for (const row of rows) {
    const name = nameOf(row, group);
    sums.set(name, (sums.get(name) ?? 0) + Number(row.cost_usd));
  }
  const paid = [...sums].filter(([, sum]) => sum > 0);
  return paid.toSorted(([, a], [, b]) => b - a).map(([name]) => name);
}
