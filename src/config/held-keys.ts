import type { OperatorKey } from './callers-config.js';
import type { ServerSettings } from './settings.js';

/** A shorter key can be guessed. */
const SHORT_KEY = 16;

/** A key, and what holds it. */
interface HeldKey {
  /** As people are told of it: a variable. */
  readonly holder: string;
  readonly secret: string;
}

type KeySettings = Pick<ServerSettings, 'ADMIN_API_KEY' | 'GATEWAY_API_KEYS'>;

/**
 * All keys that are known at the start, but for those of the store.
 * @param declared of the operator's file. @param texts of the variables that hold them.
 */
export function heldKeys(
  { ADMIN_API_KEY, GATEWAY_API_KEYS }: KeySettings,
  declared: readonly OperatorKey[],
  texts: Readonly<Record<string, string | undefined>>,
): readonly HeldKey[] {
  return [
    ...(ADMIN_API_KEY === null ? [] : [{ holder: 'ADMIN_API_KEY', secret: ADMIN_API_KEY }]),
    ...[...new Set(GATEWAY_API_KEYS)].map((secret) => ({ holder: 'GATEWAY_API_KEYS', secret })),
    ...declared.map(({ keyVariable, name }) => ({
      holder: `${keyVariable} (the key ${JSON.stringify(name)} of the file)`,
      secret: texts[keyVariable]?.trim() ?? '',
    })),
  ];
}

/** What is wrong with keys that are spelled alike: who calls with one of them, and what he may, could not be told. */
export function sharedKeyComplaints(keys: readonly HeldKey[]): string[] {
  const holders = new Map<string, string>();
  return keys.flatMap(({ holder, secret }) => {
    const other = holders.get(secret);
    if (other === undefined) holders.set(secret, holder);
    return other === undefined ? [] : [`${holder}: has the same key as ${other}; each needs one of its own`];
  });
}

/** What is told of keys that are easily found. */
export function shortKeyNotes(keys: readonly HeldKey[]): string[] {
  const short = keys.filter(({ secret }) => secret.length < SHORT_KEY).map(({ holder }) => holder);
  return [...new Set(short)].map(
    (holder) => `${holder} has a key of fewer than ${SHORT_KEY} characters: it can be guessed.`,
  );
}
