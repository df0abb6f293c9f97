import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { get } from './client';
import { seesAll, useWho } from './who';

const PAGE = 1_000;
/** Beyond so many keys the others go by their ids. */
const MOST_PAGES = 5;
const NONE: readonly KeyName[] = [];

export interface KeyName {
  readonly id: string;
  /** Where several have the same name, with the id behind it. */
  readonly name: string;
}

/** The keys that whoever looks may know of, by their names; none for those who see their own alone. */
export function useKeyNames(): readonly KeyName[] {
  const { data: who } = useWho();
  const { data = NONE } = useQuery({
    queryKey: ['keys', 'names'],
    queryFn: ({ signal }) => allKeys(signal),
    enabled: seesAll(who),
    staleTime: 60_000,
  });
  return data;
}

/** What a key is called, by its id; one that is not known, as after it was deleted, by the id itself. */
export function useNameOfKey(): (id: string) => string {
  const keys = useKeyNames();
  const names = useMemo(() => new Map(keys.map(({ id, name }) => [id, name])), [keys]);
  return useCallback((id: string) => names.get(id) ?? id, [names]);
}

async function allKeys(signal: AbortSignal): Promise<readonly KeyName[]> {
  const keys: { readonly id: string; readonly name: string }[] = [];
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { data, next } = await get('/admin/keys', { query: { limit: PAGE, after }, signal });
    keys.push(...data.map(({ id, name }) => ({ id, name })));
    if (next === null) break;
    after = next;
  }
  const counts = new Map<string, number>();
  for (const { name } of keys) counts.set(name, (counts.get(name) ?? 0) + 1);
  return keys
    .map(({ id, name }) => ({ id, name: counts.get(name) === 1 ? name : `${name} (${id})` }))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}
