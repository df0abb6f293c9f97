import type { Caller } from '../../common/http/caller.js';
import { KeyCaller } from '../identity/key-caller.js';
import { PersonCaller } from '../identity/person-caller.js';

/** Who somebody is in the audit: nobody can choose a name at his issuer that is read as that of a key. */
export function actorNameOf(caller: Caller): string {
  if (caller instanceof PersonCaller) return `person:${caller.name}`;
  return caller instanceof KeyCaller ? `key:${caller.id}` : caller.name;
}
