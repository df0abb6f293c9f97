import { createHash } from 'node:crypto';
import { NO_CALLERS_CONFIG, type CallersConfig, type OperatorKey } from '../../config/callers-config.js';
import type { DeclaredIdentity } from './identity.js';
import { idIn } from './key-format.js';
import type { VirtualKey } from './virtual-key.js';

const ID_LENGTH = 8;

/** What the operator's file says of callers. @param texts of variables, those that hold keys among them. */
export function declaredIdentity(
  { keys, scopes }: CallersConfig = NO_CALLERS_CONFIG,
  texts: Readonly<Record<string, string>>,
): DeclaredIdentity {
  return {
    keys: keys.map((declared) => {
      const secret = texts[declared.keyVariable] ?? '';
      return { secret, key: toKey(declared, secret) };
    }),
    scopes: scopes.map((scope) => ({ ...scope, isFromFile: true })),
  };
}

/** Spelled as the gateway spells keys it has its own id; else the id follows from its name. */
function toKey(declared: OperatorKey, secret: string): VirtualKey {
  const ofName = createHash('sha256').update(`key ${declared.name}`).digest('hex').slice(0, ID_LENGTH);
  return { ...declared, id: idIn(secret) ?? ofName, createdAtMs: 0, updatedAtMs: 0, isFromFile: true };
}
