import { randomBytes } from 'node:crypto';
import type { Clock } from '../../common/clock.js';
import { sealed, unsealed } from '../../common/sealing.js';
import { storedSecret } from '../../storage/stored-secret.js';
import type { Store } from '../../storage/store.js';
import type { LoginChecks } from './issuer.js';

/** So long somebody may take to log in. */
export const LOGIN_MS = 10 * 60_000;
const SETTING = 'login_seal_secret';
const KEY_BYTES = 32;
const MAX_USED = 10_000;

/** A log-in that was begun, and waits for the browser to come back. */
export interface PendingLogin extends LoginChecks {
  /** The page of the console to go to then. */
  readonly page: string;
  /** The session that the browser had until now, which the next one ends. */
  readonly before: string | null;
}

interface SealedLogin extends PendingLogin {
  /** In milliseconds since the Unix epoch: another node, with a clock of its own, may be the one to check it. */
  readonly endsAtMs: number;
}

/**
 * Log-ins under way. The browser keeps each of them, sealed under a secret of the store's, so that beginning one takes no
 * memory here, and it may end on any of the store's nodes.
 */
export class PendingLogins {
  private key: Promise<Buffer> | null = null;
  /** States of log-ins that ended here, and when they would have been over; the oldest stands first. */
  private readonly used = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly store: Store | null,
  ) {}

  /** @throws StoreAwayError */
  async seal(login: PendingLogin): Promise<string> {
    const begun: SealedLogin = { ...login, endsAtMs: this.clock.nowMs() + LOGIN_MS };
    return sealed(JSON.stringify(begun), await this.sealKey());
  }

  /**
   * Once: whoever comes a second time gets nothing; who does on another node is refused by the issuer, whose code is
   * used. `null` = nothing that was sealed here, over, or used.
   * @throws StoreAwayError
   */
  async take(cookie: string): Promise<PendingLogin | null> {
    const text = unsealed(cookie, await this.sealKey());
    if (text === null) return null;
    const login = JSON.parse(text) as SealedLogin;
    const nowMs = this.clock.nowMs();
    if (nowMs >= login.endsAtMs || this.used.has(login.state)) return null;
    for (const [state, endsAtMs] of this.used) {
      if (nowMs < endsAtMs && this.used.size < MAX_USED) break;
      this.used.delete(state);
    }
    this.used.set(login.state, login.endsAtMs);
    return login;
  }

  /** The store's; without a store, one of this process. */
  private sealKey(): Promise<Buffer> {
    const { store } = this;
    this.key ??= (store ? storedSecret(store, SETTING) : Promise.resolve(randomBytes(KEY_BYTES))).catch(
      (error: unknown) => {
        this.key = null;
        throw error;
      },
    );
    return this.key;
  }
}
