import { hkdfSync } from 'node:crypto';
import { isObject } from '../../common/fields.js';
import { sealed, unsealed } from '../../common/sealing.js';
import { PersonCaller, type Person } from '../../governance/identity/person-caller.js';

/** Who a session stands for: the bearer of a key, or a person whom the issuer identified. */
export type SessionHolder =
  | { readonly key: string }
  | {
      readonly person: PersonCaller;
      /** The issuer asks for it when the person logs out. */
      readonly idToken: string;
    };

const KEY_BYTES = 32;

/**
 * For the store: only who has the token opens it, so that neither keys nor people can be read there.
 * @param terms under which people have their roles: under others it does not open.
 */
export function sealedHolder(holder: SessionHolder, token: string, terms: string): string {
  const plain = 'key' in holder ? holder : { ...holder, person: holder.person.told };
  return sealed(JSON.stringify(plain), keyOf(token), terms);
}

/** `null` = sealed with another token, or under other terms. */
export function unsealedHolder(seal: string, token: string, terms: string): SessionHolder | null {
  const text = unsealed(seal, keyOf(token), terms);
  const holder: unknown = text === null ? null : JSON.parse(text);
  if (!isObject(holder)) return null;
  const { key, person, idToken } = holder;
  if (typeof key === 'string') return { key };
  return { person: new PersonCaller(person as Person), idToken: String(idToken) };
}

function keyOf(token: string): Buffer {
  return Buffer.from(hkdfSync('sha256', token, '', 'tollgate: holder of a session', KEY_BYTES));
}
