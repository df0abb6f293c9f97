import { createHash, hash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { GatewayError } from '../common/errors.js';
import type { Caller } from '../common/http/caller.js';
import { SERVER_SETTINGS, type ServerSettings } from '../config/settings.js';
import { Identity } from '../governance/identity/identity.js';
import { GatewayKeyCaller, KeyCaller } from '../governance/identity/key-caller.js';
import { PersonCaller } from '../governance/identity/person-caller.js';
import { StoreAwayError } from '../storage/store.js';
import { keyBroughtBy, keyNeeded, refuseRepeatedKeys } from './brought-key.js';
import { RecentHashes } from './recent-hashes.js';
import { mayUseSession } from './sessions/page-behind.js';
import { sessionTokenIn } from './sessions/session-cookie.js';
import { Sessions, type EndedSession, type SessionHolder } from './sessions/sessions.js';

/** So much of a hash tells the keys of an operator apart. */
const ID_BYTES = 8;
const SECRET_BYTES = 32;
/** Whoever brings the key of administrators. */
const ADMIN: Caller = Object.freeze({ id: 'admin', name: 'admin' });

type CallerSettings = Pick<ServerSettings, 'GATEWAY_API_KEYS' | 'ADMIN_API_KEY' | 'OIDC_ISSUER'>;

/**
 * Who calls, by the key that a request brings, or with which somebody logged in: one of the operator's, the
 * administrators', or a virtual one.
 */
@Injectable()
export class Callers {
  /** By the hash of a key under a secret of this process, so that how long a search takes tells nothing of a key. */
  private readonly fixed: ReadonlyMap<string, Caller>;
  private readonly secret = randomBytes(SECRET_BYTES).toString('base64');
  private readonly recent = new RecentHashes();
  readonly hasAdmin: boolean;
  private readonly hasPeople: boolean;

  constructor(
    @Inject(SERVER_SETTINGS) { GATEWAY_API_KEYS, ADMIN_API_KEY, OIDC_ISSUER }: CallerSettings,
    private readonly identity: Identity,
    private readonly sessions: Sessions,
  ) {
    this.hasPeople = OIDC_ISSUER !== '';
    this.hasAdmin = ADMIN_API_KEY !== null || this.hasPeople;
    this.fixed = new Map([
      ...GATEWAY_API_KEYS.map((key, at) => {
        const name = `gateway key ${at + 1}`;
        return [this.hashOf(key), new GatewayKeyCaller(idOf(key), name, identity.directory)] as const;
      }),
      ...identity.declared.keys.map(
        ({ key, secret }) => [this.hashOf(secret), new KeyCaller(key, identity.directory)] as const,
      ),
      ...(ADMIN_API_KEY === null ? [] : [[this.hashOf(ADMIN_API_KEY), ADMIN] as const]),
    ]);
  }

  /** Callers need a key; where there is none of any kind, and nobody can log in without one, they do not. */
  get areNeeded(): boolean {
    return this.fixed.size > 0 || this.hasPeople || this.identity.hasKeys;
  }

  isAdmin(caller: Caller): boolean {
    return caller === ADMIN || (caller instanceof PersonCaller && caller.role === 'admin');
  }

  /** What is for administrators; whoever may look at it may not for that change anything. */
  mayLookAtAll(caller: Caller): boolean {
    return this.isAdmin(caller) || (caller instanceof PersonCaller && caller.mayLookAtAll);
  }

  /**
   * Who that is, as far as it is known without waiting; who sends the cookie of a session is not.
   * @returns `undefined` = `of` has to be asked; `null` = the request brings no key, or nobody's.
   * @throws GatewayError `request.malformed` for credentials that were sent twice, even where none are needed;
   * `auth.invalid_key` for two that differ.
   */
  atOnce(request: IncomingMessage): Caller | null | undefined {
    refuseRepeatedKeys(request);
    if (!this.areNeeded) return null;
    const key = keyBroughtBy(request);
    if (key !== null) return this.ofKeyAtOnce(key);
    return sessionOf(request) === null ? null : undefined;
  }

  /**
   * The same, with a look into the store where that is needed.
   * @throws GatewayError `gateway.store_away` as well, where the store is away and the key, or the session, was not seen
   * lately.
   */
  async of(request: IncomingMessage): Promise<Caller | null> {
    refuseRepeatedKeys(request);
    if (!this.areNeeded) return null;
    // A key goes before a cookie.
    const key = keyBroughtBy(request);
    if (key !== null) return this.ofKey(key);
    const token = sessionOf(request);
    const holder = token === null ? null : await this.holderOf(token);
    return holder && this.ofHolder(holder);
  }

  /** Who ended a session; `null` = nobody. @throws GatewayError `gateway.store_away` until it is known. */
  async ofEnded({ holder }: Pick<EndedSession, 'holder'>): Promise<Caller | null> {
    const whose = holder();
    return whose && this.ofHolder(whose);
  }

  /** Whose key that is; `null` = nobody's. @throws GatewayError `gateway.store_away` */
  async ofKey(key: string): Promise<Caller | null> {
    const known = this.ofKeyAtOnce(key);
    if (known !== undefined) return known;
    try {
      return await this.identity.of(this.hashOf(key), key);
    } catch (error) {
      if (!(error instanceof StoreAwayError)) throw error;
      throw storeAway(error);
    }
  }

  /**
   * The caller whom a closed route needs.
   * @throws GatewayError `auth.invalid_key` as well.
   */
  async needed(request: IncomingMessage): Promise<Caller> {
    const caller = await this.of(request);
    if (caller === null) throw this.refusal();
    return caller;
  }

  /** For who brings no key, or nobody's; where it is not known yet whether keys are needed, they may come again. */
  refusal(): GatewayError {
    const isKnown = this.fixed.size > 0 || this.hasPeople || this.identity.isOpen;
    return isKnown ? keyNeeded() : storeAway(null);
  }

  /** `null` = the key is nobody's any more. @throws GatewayError `gateway.store_away` */
  private async ofHolder(holder: SessionHolder): Promise<Caller | null> {
    return 'key' in holder ? this.ofKey(holder.key) : holder.person;
  }

  private ofKeyAtOnce(key: string): Caller | null | undefined {
    const nowMs = Date.now();
    const kept = this.recent.get(key, nowMs);
    const hashed = kept ?? this.hashOf(key);
    const caller = this.ofHashAtOnce(hashed, key, nowMs);
    if (caller && kept === undefined) this.recent.keep(key, hashed);
    return caller;
  }

  private ofHashAtOnce(hashed: string, key: string, nowMs: number): Caller | null | undefined {
    const caller = this.fixed.get(hashed);
    if (caller === undefined) return this.identity.atOnce(hashed, key);
    return caller instanceof KeyCaller && !caller.isGoodAt(nowMs) ? null : caller;
  }

  /** Whoever logged in; `null` = nobody, or it is over. */
  private async holderOf(token: string): Promise<SessionHolder | null> {
    try {
      return (await this.sessions.get(token))?.holder ?? null;
    } catch (error) {
      if (!(error instanceof StoreAwayError)) throw error;
      throw storeAway(error);
    }
  }

  /**
   * Each call pays for it, and an HMAC, an object of keys and one of hashes, costs ten times as much. What an HMAC
   * guards against, hashes that are made longer, nobody can try who never sees one.
   */
  private hashOf(key: string): string {
    return hash('sha256', this.secret + key, 'base64');
  }
}

/** The token of a session that counts for this request; `null` = there is none. */
function sessionOf(request: IncomingMessage): string | null {
  const token = sessionTokenIn(request);
  return token !== null && mayUseSession(request) ? token : null;
}

/** The same in every process. */
function idOf(key: string): string {
  return createHash('sha256').update(key).digest().toString('hex', 0, ID_BYTES);
}

function storeAway(cause: StoreAwayError | null): GatewayError {
  const message = 'The gateway cannot look up this key, or session, just now; send the request again.';
  return new GatewayError('gateway.store_away', message, { cause, retryAfterMs: 1_000 });
}
