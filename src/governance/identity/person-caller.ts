import { createHash } from 'node:crypto';
import type { Caller } from '../../common/http/caller.js';

/** `admin`: what the key of administrators may. `viewer`: to see all of it. `member`: to see what is his own. */
export type PersonRole = 'admin' | 'viewer' | 'member';

/** Somebody, as an issuer of OpenID Connect told of him. */
export interface Person {
  readonly issuer: string;
  /** Never given to another there. */
  readonly subject: string;
  readonly role: PersonRole;
  /** As his keys name their user; `null` = the issuer did not say. */
  readonly user: string | null;
}

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const ID_BYTES = 8;

/** A person who logged in, and brings no key. */
export class PersonCaller implements Caller {
  readonly id: string;
  readonly name: string;
  readonly role: PersonRole;
  readonly user: string | null;

  /** @param told what the issuer says of the person. */
  constructor(readonly told: Person) {
    const { issuer, subject, role, user } = told;
    const hash = createHash('sha256')
      .update(JSON.stringify([issuer, subject]))
      .digest();
    this.id = `person-${hash.toString('hex', 0, ID_BYTES)}`;
    this.name = user ?? subject;
    this.role = role;
    this.user = user;
  }

  /** Administrators may send what they like; others look, and neither change anything nor have a model asked. */
  maySend(method: string | undefined): boolean {
    return this.role === 'admin' || READING.has(method ?? '');
  }

  /** Of what all administrators share, as far as the method goes. */
  get mayLookAtAll(): boolean {
    return this.role !== 'member';
  }
}
