import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Clock } from '../../common/clock.js';
import type { LoginChecks } from './issuer.js';

/** So long somebody may take to log in. */
export const LOGIN_MS = 10 * 60_000;
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MAX_USED = 10_000;

/** A log-in that was begun, and waits for the browser to come back. */
export interface PendingLogin extends LoginChecks {
  /** The page of the console to go to then. */
  readonly page: string;
  /** The session that the browser had until now, which the next one ends. */
  readonly before: string | null;
}

interface Sealed extends PendingLogin {
  /** Monotonic. */
  readonly endsAtMs: number;
}

/** Log-ins under way. The browser keeps each of them, sealed, so that beginning one takes no memory here. */
export class PendingLogins {
  private readonly key = randomBytes(32);
  /** States of log-ins that ended, and when they would have been over; the oldest stands first. */
  private readonly used = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  seal(login: PendingLogin): string {
    const sealed: Sealed = { ...login, endsAtMs: this.clock.monotonicMs() + LOGIN_MS };
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, nonce);
    const text = Buffer.concat([cipher.update(JSON.stringify(sealed), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url');
  }

  /** Once: whoever comes a second time gets nothing. `null` = nothing that was sealed here, over, or used. */
  take(cookie: string): PendingLogin | null {
    const login = this.unseal(cookie);
    const nowMs = this.clock.monotonicMs();
    if (login === null || nowMs >= login.endsAtMs || this.used.has(login.state)) return null;
    for (const [state, endsAtMs] of this.used) {
      if (nowMs < endsAtMs && this.used.size < MAX_USED) break;
      this.used.delete(state);
    }
    this.used.set(login.state, login.endsAtMs);
    return login;
  }

  private unseal(cookie: string): Sealed | null {
    const bytes = Buffer.from(cookie, 'base64url');
    if (bytes.length <= NONCE_BYTES + TAG_BYTES) return null;
    const decipher = createDecipheriv(CIPHER, this.key, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      const text = Buffer.concat([
        decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
        decipher.final(),
      ]);
      return JSON.parse(text.toString('utf8')) as Sealed;
    } catch {
      return null; // not sealed by this process: nobody's log-in
    }
  }
}
