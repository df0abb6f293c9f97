import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { PersonCaller } from '../../governance/identity/person-caller.js';

const TOKEN_BYTES = 32;
/** Whoever is away for so long has to log in again. */
const IDLE_MS = 30 * 60_000;
/** So does everybody after so long. */
export const SESSION_MS = 12 * 3_600_000;
const MAX_SESSIONS = 10_000;
/** One key, or person, cannot push out the sessions of others. */
const MAX_OF_HOLDER = 20;

/** Whoever brought a key, or a person of whom an issuer told. */
export type SessionHolder =
  | { readonly key: string }
  | {
      readonly person: PersonCaller;
      /** What the issuer wants to see where he logs out. */
      readonly idToken: string;
    };

interface Session {
  readonly holder: SessionHolder;
  /** Monotonic. */
  readonly endsAtMs: number;
  usedAtMs: number;
}

/** What a browser gets for a log-in. */
export interface OpenedSession {
  /** 256 bits that nobody can guess; kept here as a hash. */
  readonly token: string;
}

/** A session as it stands. */
export interface SessionState {
  readonly holder: SessionHolder;
  /** It ends then if it is not used any more; milliseconds since the Unix epoch. */
  readonly expiresAtMs: number;
}

/**
 * People who logged in, and send a token: what their key may, the session may, for as long as the key is good; without
 * a key, what their role may. Held by this process.
 */
@Injectable()
export class Sessions {
  /** By the hash of the token; the one that was opened first stands first. */
  private readonly byHash = new Map<string, Session>();

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  open(holder: SessionHolder): OpenedSession {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const nowMs = this.clock.monotonicMs();
    this.makeRoom(nameOf(holder));
    this.byHash.set(hashOf(token), { holder, endsAtMs: nowMs + SESSION_MS, usedAtMs: nowMs });
    return { token };
  }

  /** Being asked for counts as use. `null` = it is over, or never was. */
  get(token: string): SessionState | null {
    const session = this.byHash.get(hashOf(token));
    if (!session) return null;
    const nowMs = this.clock.monotonicMs();
    if (!isOpenAt(session, nowMs)) {
      this.end(token);
      return null;
    }
    session.usedAtMs = nowMs;
    const leftMs = Math.min(session.endsAtMs - nowMs, IDLE_MS);
    return { holder: session.holder, expiresAtMs: this.clock.nowMs() + leftMs };
  }

  end(token: string): void {
    this.byHash.delete(hashOf(token));
  }

  private makeRoom(name: string): void {
    const nowMs = this.clock.monotonicMs();
    for (const [hash, session] of this.byHash) if (!isOpenAt(session, nowMs)) this.byHash.delete(hash);
    const its = [...this.byHash].filter(([, { holder }]) => nameOf(holder) === name);
    const oldest = its.length >= MAX_OF_HOLDER ? its[0]?.[0] : undefined;
    const [first] = this.byHash.size >= MAX_SESSIONS ? this.byHash.keys() : [];
    for (const hash of [oldest, first]) if (hash !== undefined) this.byHash.delete(hash);
  }
}

function nameOf(holder: SessionHolder): string {
  return 'key' in holder ? holder.key : holder.person.id;
}

function isOpenAt({ endsAtMs, usedAtMs }: Session, nowMs: number): boolean {
  return nowMs < endsAtMs && nowMs - usedAtMs < IDLE_MS;
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
