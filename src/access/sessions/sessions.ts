import { createHash, randomBytes } from 'node:crypto';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import type { ServerSettings } from '../../config/settings.js';
import type { Store } from '../../storage/store.js';
import { LateHolders } from './late-holders.js';
import { sealedHolder, unsealedHolder, type SessionHolder } from './session-holder.js';
import { SessionsRepository } from './sessions.repository.js';
import { UntoldEnds } from './untold-ends.js';

export type { SessionHolder } from './session-holder.js';

const TOKEN_BYTES = 32;
const MINUTE_MS = 60_000;
/** The store is asked about a session again after so long: one that ended on another node ends here by then. */
const ASK_AGAIN_MS = 5_000;
/** At most so often the store is told that a session is used. */
const TELL_MS = MINUTE_MS;

type SessionSettings = Pick<
  ServerSettings,
  'MAX_SESSIONS' | 'MAX_SESSIONS_PER_HOLDER' | 'SESSION_IDLE_MINUTES' | 'SESSION_MINUTES'
>;

/** Where sessions are kept, and what for. */
interface Keeping {
  /** `null` = this process keeps them. */
  readonly store: Store | null;
  /** Under which people have their roles: sessions of others are over. */
  readonly terms: string;
}

interface Session {
  readonly holder: SessionHolder;
  readonly holderId: string;
  readonly endsAtMs: number;
  usedAtMs: number;
  /** When the store last said that it is open. */
  askedAtMs: number;
  /** When the store was last told that it is used. */
  toldAtMs: number;
}

/** Who logs in, and for how long. */
export interface OpeningSession {
  readonly holder: SessionHolder;
  /** The same for all sessions of one key, or person; no secret. */
  readonly holderId: string;
  readonly lastsMs: number;
}

/** A session that somebody ended. */
export interface EndedSession {
  /** `false` = the store is away: others hear of it as soon as it is back, unless this process ends before. */
  readonly isTold: boolean;
  /** Whose it was; `null` = nobody's, or it was over. @throws StoreAwayError until the store has said so. */
  readonly holder: () => SessionHolder | null;
}

/** A session as it stands. */
export interface SessionState {
  readonly holder: SessionHolder;
  /** It ends then if it is not used any more; milliseconds since the Unix epoch. */
  readonly expiresAtMs: number;
}

/**
 * People who logged in, and send a token: what their key may, the session may, for as long as the key is good; without
 * a key, what their role may. Kept in the store, where there is one: all of its nodes know them, and so does the next
 * process.
 */
export class Sessions implements OnApplicationShutdown {
  /** By the hash of the token; the one that was opened, or read, first stands first. */
  private readonly byHash = new Map<string, Session>();
  /** How long a session of a key lasts, however much it is used. */
  readonly ofKeyMs: number;
  private readonly idleMs: number;
  private readonly store: Store | null;
  private readonly terms: string;
  private readonly repository: SessionsRepository;
  private readonly logger = new Logger('Sessions');
  /** `null` = there is no store to tell. */
  private readonly untold: UntoldEnds | null;
  private readonly lateHolders = new LateHolders();
  /** Counts sessions that ended here: what the store said before such an end must not bring the session back. */
  private endings = 0;

  constructor(
    private readonly clock: Clock,
    private readonly settings: SessionSettings,
    { store, terms }: Keeping = { store: null, terms: '' },
  ) {
    this.store = store;
    this.terms = terms;
    this.ofKeyMs = settings.SESSION_MINUTES * MINUTE_MS;
    this.idleMs = settings.SESSION_IDLE_MINUTES * MINUTE_MS;
    this.repository = new SessionsRepository({
      // the store is told of a use a minute late
      unusedMs: this.idleMs + TELL_MS,
      maxSessions: settings.MAX_SESSIONS,
      maxOfHolder: settings.MAX_SESSIONS_PER_HOLDER,
    });
    const tell = async (hashes: readonly string[]) => {
      await this.lateHolders.learn(hashes, (hash, token, atMs) => this.holderAt(hash, token, atMs));
      await store!.write([this.repository.end(store!.db, hashes)]);
    };
    const onFailed = (error: unknown) =>
      this.logger.error(`The store was not told that sessions ended: ${String(error)}`);
    this.untold = store && new UntoldEnds(clock, tell, settings.MAX_SESSIONS, onFailed);
  }

  /** @returns the token: 256 bits that nobody can guess, known here as a hash. @throws StoreAwayError */
  async open({ holder, holderId, lastsMs }: OpeningSession): Promise<string> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const hash = hashOf(token);
    const nowMs = this.clock.nowMs();
    const times = { opened_at: nowMs, ends_at: nowMs + lastsMs, used_at: nowMs };
    const { store, terms } = this;
    if (store !== null) {
      const row = { hash, holder: holderId, sealed: sealedHolder(holder, token, terms), ...times };
      await store.write(this.repository.insert(store.db, row));
    }
    this.makeRoom(holderId, nowMs);
    this.byHash.set(hash, {
      holder,
      holderId,
      endsAtMs: times.ends_at,
      usedAtMs: nowMs,
      askedAtMs: nowMs,
      toldAtMs: nowMs,
    });
    return token;
  }

  /** Being asked for counts as use. `null` = it is over, or never was. @throws StoreAwayError */
  async get(token: string): Promise<SessionState | null> {
    const hash = hashOf(token);
    const session = await this.known(hash, token);
    const nowMs = this.clock.nowMs();
    if (session === null || !this.isOpenAt(session, nowMs)) {
      this.byHash.delete(hash);
      return null;
    }
    session.usedAtMs = nowMs;
    if (nowMs - session.toldAtMs >= TELL_MS) this.tellUse(hash, session, nowMs);
    const leftMs = Math.min(session.endsAtMs - nowMs, this.idleMs);
    return { holder: session.holder, expiresAtMs: nowMs + leftMs };
  }

  /** At once here, and within seconds on other nodes. @throws StoreAwayError where too many wait for the store. */
  async end(token: string): Promise<EndedSession> {
    const hash = hashOf(token);
    const holder = this.byHash.get(hash)?.holder ?? null;
    this.endings += 1;
    this.byHash.delete(hash);
    const isTold = this.untold === null || (await this.untold.add(hash));
    if (isTold) return { isTold, holder: () => holder };
    return { isTold, holder: this.lateHolders.of(hash, token, this.clock.nowMs()) };
  }

  onApplicationShutdown(): void {
    this.untold?.close();
  }

  private async known(hash: string, token: string): Promise<Session | null> {
    const session = this.byHash.get(hash) ?? null;
    const { store } = this;
    if (store === null) return session;
    if (this.untold?.has(hash)) return null;
    const nowMs = this.clock.nowMs();
    if (session !== null && nowMs - session.askedAtMs < ASK_AGAIN_MS) return session;
    const { endings } = this;
    const row = await this.repository.find(store.db, hash);
    const holder = row && (session?.holder ?? unsealedHolder(row.sealed, token, this.terms));
    if (row === null || holder === null) return null;
    const usedAtMs = Math.max(row.used_at, session?.usedAtMs ?? 0);
    const times = { endsAtMs: row.ends_at, usedAtMs, askedAtMs: nowMs, toldAtMs: row.used_at };
    const found = { holder, holderId: row.holder, ...times };
    if (endings === this.endings) this.remember(hash, found);
    return found;
  }

  /** Whose session the store says it was at some time. */
  private async holderAt(hash: string, token: string, atMs: number): Promise<SessionHolder | null> {
    const row = await this.repository.find(this.store!.db, hash);
    const isOpen = row && this.isOpenAt({ endsAtMs: row.ends_at, usedAtMs: row.used_at }, atMs);
    return isOpen ? unsealedHolder(row.sealed, token, this.terms) : null;
  }

  private remember(hash: string, session: Session): void {
    const [first] = this.byHash.size >= this.settings.MAX_SESSIONS ? this.byHash.keys() : [];
    if (first !== undefined) this.byHash.delete(first);
    this.byHash.set(hash, session);
  }

  /** Nobody waits for it: where the store is away, it is told a minute later. */
  private tellUse(hash: string, session: Session, nowMs: number): void {
    session.toldAtMs = nowMs;
    const { store } = this;
    if (store === null) return;
    const onFailure = (error: Error) =>
      this.logger.warn(`The store was not told that a session is used: ${error.name}`);
    void store.write([this.repository.used(store.db, hash, nowMs)]).catch(onFailure);
  }

  private makeRoom(holderId: string, nowMs: number): void {
    const its: string[] = [];
    for (const [hash, session] of this.byHash) {
      if (!this.isOpenAt(session, nowMs)) this.byHash.delete(hash);
      else if (session.holderId === holderId) its.push(hash);
    }
    const { MAX_SESSIONS, MAX_SESSIONS_PER_HOLDER } = this.settings;
    const oldest = its.length >= MAX_SESSIONS_PER_HOLDER ? its[0] : undefined;
    const [first] = this.byHash.size >= MAX_SESSIONS ? this.byHash.keys() : [];
    for (const hash of [oldest, first]) if (hash !== undefined) this.byHash.delete(hash);
  }

  private isOpenAt({ endsAtMs, usedAtMs }: Pick<Session, 'endsAtMs' | 'usedAtMs'>, nowMs: number): boolean {
    return nowMs < endsAtMs && nowMs - usedAtMs < this.idleMs;
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
