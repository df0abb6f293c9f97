import type { UsageRow } from '../../api/calls';
import type { Stack } from '../../parts/stacked-chart';

/** So many have a colour of their own. */
export const MOST = 7;
export const NONE = 'none';

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
  rows: readonly UsageRow[],
  group: string,
  timeOf: 'day' | 'hour',
  fromMs: number,
  toMs: number,
): Stacked {
  const stepMs = timeOf === 'day' ? 86_400_000 : 3_600_000;
  const times = Array.from(
    { length: Math.max(1, Math.ceil((toMs - fromMs) / stepMs)) },
    (_, at) => fromMs + at * stepMs,
  );
  const names = byCost(rows, group);
  const [own, rest] = [names.slice(0, MOST), new Set(names.slice(MOST))];
  const valuesOf = (isMeant: (name: string) => boolean) => {
    const sums = new Map<number, number>();
    for (const row of rows.filter((each) => isMeant(nameOf(each, group)))) {
      const time = Date.parse(row[timeOf] as string);
      sums.set(time, (sums.get(time) ?? 0) + Number(row.cost_usd));
    }
    return times.map((time) => sums.get(time) ?? 0);
  };
  const stacks = own.map((name) => ({ name, values: valuesOf((each) => each === name) }));
  const others =
    rest.size > 0 ? [{ name: `${rest.size} others`, values: valuesOf((each) => rest.has(each)) }] : [];
  return { times: times.map((time) => time / 1_000), stacks: [...stacks, ...others] };
}

export function nameOf(row: UsageRow, group: string): string {
  return (row[group] as string | null) ?? NONE;
}

/** Names of a group, the dearest first; what cost nothing has no part in it. */
export function byCost(rows: readonly UsageRow[], group: string): readonly string[] {
  const sums = new Map<string, number>();
  for (const row of rows) {
    const name = nameOf(row, group);
    sums.set(name, (sums.get(name) ?? 0) + Number(row.cost_usd));
  }
  const paid = [...sums].filter(([, sum]) => sum > 0);
  return paid.toSorted(([, a], [, b]) => b - a).map(([name]) => name);
}
