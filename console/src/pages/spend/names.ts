import { wordOf } from './groups';

/** A sum of calls, with the names that they have in common. */
export type SpendRow = Readonly<Record<string, unknown>> & { readonly cost_usd: string };

/** `null` = the calls of a sum have no such name. */
export type Name = string | null;

/** For people, by the name of its group. */
export type ShownAs = (group: string, name: Name) => string;

export function nameOf(row: SpendRow, group: string): Name {
  return (row[group] as Name | undefined) ?? null;
}

/** Apart for all that differ, whatever is in their names. */
export function placeOf(row: SpendRow, groups: readonly string[]): string {
  return JSON.stringify(groups.map((group) => nameOf(row, group)));
}

export function shownAs(nameOfKey: (id: string) => string): ShownAs {
  return (group, name) => {
    if (name === null) return `no ${wordOf(group)}`;
    return group === 'key' ? nameOfKey(name) : name;
  };
}
