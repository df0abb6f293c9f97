import { isKept } from '../../common/kept-texts.js';
import type { Spending } from '../../config/spending-config.js';
import { scopeKey, scopeKeyOf } from './budget.js';

/** Who a call is charged to: what its key says, and what the request says of itself. */
export interface Spender {
  /** Id of the key; `null` = callers are not told apart. */
  readonly key: string | null;
  readonly user: string | null;
  readonly team: string | null;
  /** The program that asks, as it names itself. */
  readonly client: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** Of the key. */
  readonly metadata: Readonly<Record<string, string>>;
  /** What its key says for itself; `null` = it has none that says something. */
  readonly spending: Spending | null;
  /** Tags that the request brought and the key has otherwise, or the request itself. */
  readonly ignoredTags: readonly string[];
}

const EVERYTHING = scopeKey({ kind: 'everything', id: '' });

/** The scopes that it is in, but for selectors, as `scopeKey` writes them. */
export function scopeKeysOf({ key, team, user }: Spender): string[] {
  const keys = [EVERYTHING];
  if (team !== null) keys.push(scopeKeyOf('team', team));
  if (user !== null) keys.push(scopeKeyOf('user', user));
  if (key !== null) keys.push(scopeKeyOf('key', key));
  return keys;
}

/** All that selectors can ask for, by the names that they have for it. */
export function traitsOf({ user, team, client, tags, metadata }: Spender): Readonly<Record<string, string>> {
  const named = Object.entries({ user, team, client }).filter(
    (pair): pair is [string, string] => pair[1] !== null,
  );
  const within = (kind: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([name, value]) => [`${kind}.${name}`, value] as const);
  const all = [...named, ...within('tag', tags), ...within('metadata', metadata)];
  // no selector asks for what no store keeps; keys from before that was refused may have it
  return Object.fromEntries(all.filter((trait) => trait.every(isKept)));
}

/** What a selector calls it, such as `team` or `tag.project`; `null` = the call has none. */
export function traitOf(spender: Spender, name: string): string | null {
  const [kind, ...rest] = name.split('.');
  const field = rest.join('.');
  switch (kind) {
    case 'user':
    case 'team':
    case 'client':
      return spender[kind];
    case 'tag':
      return Object.hasOwn(spender.tags, field) ? spender.tags[field]! : null;
    case 'metadata':
      return Object.hasOwn(spender.metadata, field) ? spender.metadata[field]! : null;
    default:
      return null;
  }
}

/** Metadata of a key, as selectors compare it. */
export function inTexts(values: Readonly<Record<string, unknown>>): Spender['metadata'] {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
