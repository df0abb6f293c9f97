import type { Clock } from '../../common/clock.js';
import type { Store } from '../../storage/store.js';
import { AuditLog, type Actor } from '../audit/audit-log.js';
import type { CaptureRetention } from './capture-retention.js';
import { CapturesRepository, type Capture } from './captures.repository.js';
import type { Captures } from './captures.js';

/** Shows what was kept of a call: each look is in the audit, or nothing is shown. */
export class CaptureLooks {
  private readonly audit: AuditLog;
  private readonly repository = new CapturesRepository();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly captures: Captures,
    private readonly retention: CaptureRetention,
  ) {
    this.audit = new AuditLog(store);
  }

  /** Whether a look would show something. Nothing is shown, so this is not in the audit. */
  async isKept(callId: string): Promise<boolean> {
    await this.captures.settled();
    return this.repository.has(this.store.reports, callId, this.retention.sinceMs);
  }

  /** @returns `null` = nothing was kept of such a call, or no longer. */
  async look(actor: Actor, callId: string): Promise<Capture | null> {
    await this.captures.settled();
    return this.store.db.transaction().execute(async (transaction) => {
      const capture = await this.repository.find(transaction, callId, this.retention.sinceMs);
      if (capture === null) return null;
      const act = { action: 'capture.look', target: `call:${callId}`, before: null, after: null };
      await this.audit.append(transaction, actor, act, this.clock.nowMs());
      return capture;
    });
  }
}
