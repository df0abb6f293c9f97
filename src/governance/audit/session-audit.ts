import { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import { GatewayError } from '../../common/errors.js';
import type { Caller } from '../../common/http/caller.js';
import { StoreAwayError, type Store } from '../../storage/store.js';
import { actorNameOf } from './actor-name.js';
import { AuditLog } from './audit-log.js';

/** Logging in and out, in the audit; where there is no store, there is none. */
export class SessionAudit {
  private readonly audit: AuditLog | null;

  constructor(
    private readonly store: Store | null,
    private readonly clock: Clock,
  ) {
    this.audit = store && new AuditLog(store);
  }

  /** @throws GatewayError `gateway.store_away`: who cannot be written down is not let in. */
  async loggedIn(caller: Caller, address: string): Promise<void> {
    try {
      await this.append(caller, address, 'session.open');
    } catch (error) {
      if (!(error instanceof StoreAwayError)) throw error;
      const message = 'The gateway cannot write down this log-in just now; log in again.';
      throw new GatewayError('gateway.store_away', message, { cause: error, retryAfterMs: 1_000 });
    }
  }

  /** Nobody is kept from logging out: where the store is away, the log has it. @param caller `null` = it knows who. */
  async loggedOut(caller: Caller | null, address: string): Promise<void> {
    if (caller === null) return lacks('somebody');
    try {
      await this.append(caller, address, 'session.end');
    } catch (error) {
      if (!(error instanceof StoreAwayError)) throw error;
      lacks(actorNameOf(caller));
    }
  }

  private async append(caller: Caller, address: string, action: string): Promise<void> {
    const { audit, clock, store } = this;
    if (audit === null || store === null) return;
    const name = actorNameOf(caller);
    const act = { action, target: name, before: null, after: null };
    await store.db
      .transaction()
      .execute((transaction) => audit.append(transaction, { name, address }, act, clock.nowMs()));
  }
}

function lacks(name: string): void {
  new Logger('Audit').error(`The audit lacks that ${name} logged out: the store was away`);
}
