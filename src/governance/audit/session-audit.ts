import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import { GatewayError } from '../../common/errors.js';
import { toSeenText } from '../../common/seen-text.js';
import type { Caller } from '../../common/http/caller.js';
import type { Store } from '../../storage/store.js';
import { actorNameOf } from './actor-name.js';
import { AuditLog } from './audit-log.js';

/** A store that is away is told again after so long. */
const AGAIN_MS = 1_000;
/** So many log-outs wait for a store that is away; of further ones the log tells. */
const MOST_WAITING = 1_000;

/**
 * Who logged out; while the store is away, that may be known later. `null` = nobody.
 * @throws GatewayError `gateway.store_away` until it is known.
 */
export type LoggedOut = Caller | (() => Promise<Caller | null>);

interface Act {
  readonly who: LoggedOut;
  /** An IP address. */
  readonly address: string;
  readonly action: 'session.open' | 'session.end';
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/** Logging in and out, in the audit; where there is no store, there is none. */
export class SessionAudit implements OnApplicationShutdown {
  private readonly audit: AuditLog | null;
  private readonly logger = new Logger('Audit');
  /** Log-outs while the store was away, the oldest first. */
  private readonly waiting: Act[] = [];
  private stop: (() => void) | null = null;

  constructor(
    private readonly store: Store | null,
    private readonly clock: Clock,
  ) {
    this.audit = store && new AuditLog(store);
  }

  /** @throws GatewayError `gateway.store_away`: who cannot be written down is not let in. */
  async loggedIn(caller: Caller, address: string): Promise<void> {
    try {
      await this.append({ who: caller, address, action: 'session.open', atMs: this.clock.nowMs() });
    } catch (error) {
      if (!isAway(error)) throw error;
      const message = 'The gateway cannot write down this log-in just now; log in again.';
      throw new GatewayError('gateway.store_away', message, { cause: error, retryAfterMs: AGAIN_MS });
    }
  }

  /** Nobody is kept from logging out: where the store is away, it is written down once that is back, with its own time. */
  async loggedOut(who: LoggedOut, address: string): Promise<void> {
    const act: Act = { who, address, action: 'session.end', atMs: this.clock.nowMs() };
    try {
      await this.append(act);
    } catch (error) {
      if (!isAway(error)) throw error;
      if (this.waiting.length >= MOST_WAITING) return this.lacks(act, 'too many wait for the store');
      this.waiting.push(act);
      this.writeLater();
    }
  }

  onApplicationShutdown(): void {
    this.stop?.();
    for (const act of this.waiting.splice(0)) this.lacks(act, 'the store was away until the process ended');
  }

  private async append({ who, address, action, atMs }: Act): Promise<void> {
    const { audit, store } = this;
    if (audit === null || store === null) return;
    const caller = typeof who === 'function' ? await who() : who;
    if (caller === null) return;
    const name = actorNameOf(caller);
    const act = { action, target: name, before: null, after: null };
    await store.db
      .transaction()
      .execute((transaction) => audit.append(transaction, { name, address }, act, atMs));
  }

  private writeLater(): void {
    this.stop ??= this.clock.setTimer(AGAIN_MS, () => void this.writeWaiting());
  }

  private async writeWaiting(): Promise<void> {
    for (let act = this.waiting[0]; act !== undefined; act = this.waiting[0]) {
      try {
        await this.append(act);
      } catch (error) {
        if (isAway(error)) break;
        this.lacks(act, String(error));
      }
      // at the end of the process nothing waits any more
      if (this.waiting[0] === act) this.waiting.shift();
    }
    this.stop = null;
    if (this.waiting.length > 0) this.writeLater();
  }

  private lacks({ who, address, atMs }: Act, why: string): void {
    const name = typeof who === 'function' ? 'somebody' : actorNameOf(who);
    const time = new Date(atMs).toISOString();
    this.logger.error(
      `The audit lacks that ${toSeenText(name)} logged out from ${address} at ${time}: ${why}`,
    );
  }
}

function isAway(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'gateway.store_away';
}
