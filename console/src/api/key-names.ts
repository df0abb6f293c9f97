import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { get } from './client';
import { visibleText } from '../parts/visible-text';
import { useOwnKeys } from './own-key';
import { seesAll, useWho } from './who';

const PAGE = 1_000;
/** Beyond so many keys the others go by their ids. */
const MOST_PAGES = 5;
const STALE_MS = 60_000;
const NONE: readonly KeyName[] = [];

export interface KeyName {
  readonly id: string;
  /** Where several have the same name, with the id behind it. */
  readonly name: string;
}

/** All keys by their names, for those who see all. */
export function useKeyNames(): readonly KeyName[] {
  const { data: who } = useWho();
  const { data = NONE } = useQuery({
    queryKey: ['keys', 'names'],
    queryFn: ({ signal }) => allKeys(signal),
    enabled: seesAll(who),
    staleTime: STALE_MS,
  });
  return data;
}

/** What a key is called, by its id; one that is not known, as after it was deleted, by the id itself. */
export function useNameOfKey(): (id: string) => string {
  const { data: who } = useWho();
  const all = useKeyNames();
  const own = useOwnKeys(STALE_MS, who?.role === 'user' || who?.role === 'member');
  const keys = seesAll(who) ? all : (own.data?.data ?? NONE);
  const names = useMemo(() => new Map(keys.map(({ id, name }) => [id, name])), [keys]);
  return useCallback((id: string) => names.get(id) ?? id, [names]);
}

async function allKeys(signal: AbortSignal): Promise<readonly KeyName[]> {
  const keys: { readonly id: string; readonly name: string }[] = [];
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { data, next } = await get('/admin/keys', { query: { limit: PAGE, after }, signal });
    keys.push(...data.map(({ id, name }) => ({ id, name: visibleText(name) })));
    if (next === null) break;
    after = next;
  }
  const counts = new Map<string, number>();
  for (const { name } of keys) counts.set(name, (counts.get(name) ?? 0) + 1);
  return keys
    .map(({ id, name }) => ({ id, name: counts.get(name) === 1 ? name : `${name} (${id})` }))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}
