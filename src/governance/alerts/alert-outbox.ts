import type { Clock } from '../../common/clock.js';
import type { Random } from '../../common/random.js';
import type { Store } from '../../storage/store.js';
import type { MoneyTally } from './money-tally.js';
import { postWebhook, type WebhookTarget } from './webhook.js';

/** How long to wait behind a failure; behind the last one it is given up. In milliseconds. */
const DELAYS_MS = [1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 10_800_000];
/** A node that is at it has so long; another takes it up behind that. */
const LEASE_MS = 60_000;
/** Nodes look for what one that is gone has left. */
const LOOK_MS = 30_000;
const AT_ONCE = 10;

export interface AlertOutboxOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly target: WebhookTarget;
  readonly tally: MoneyTally;
  /** Told of what will not be told. */
  readonly onGivenUp: (id: string) => void;
  /** Told that the store does not answer. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Tells what stands in the store, one after the other, again and again until it was taken: at least once, and by one node
 * at a time. What this process leaves open is told by the next one, or by another node.
 */
export class AlertOutbox {
  private cancelTimer: (() => void) | null = null;
  private isAtWork = false;
  private isAskedAgain = false;
  private hasEnded = false;

  constructor(private readonly options: AlertOutboxOptions) {}

  /** Something is there to be told. */
  wake(): void {
    if (this.hasEnded) return;
    this.isAskedAgain = true;
    if (!this.isAtWork) void this.work();
  }

  end(): void {
    this.hasEnded = true;
    this.cancelTimer?.();
  }

  private async work(): Promise<void> {
    const { store, clock, onFailure } = this.options;
    this.isAtWork = true;
    this.cancelTimer?.();
    // What fails is looked at again a while later.
    let delayMs: number | null = LOOK_MS;
    try {
      while (this.isAskedAgain && !this.hasEnded) {
        this.isAskedAgain = false;
        await this.tellAll();
      }
      if (!this.hasEnded) delayMs = await this.nextLookMs();
    } catch (error) {
      this.isAskedAgain = false;
      // The store may be closed by now.
      if (!this.hasEnded) onFailure(error);
    }
    this.isAtWork = false;
    if (this.isAskedAgain) return this.wake();
    if (delayMs === null && store.dialect === 'sqlite') return;
    const lookMs = Math.min(delayMs ?? LOOK_MS, LOOK_MS);
    if (!this.hasEnded) this.cancelTimer = clock.setTimer(lookMs, () => this.wake());
  }

  private async tellAll(): Promise<void> {
    const { store, clock } = this.options;
    for (;;) {
      const rows = await store.db
        .selectFrom('budget_alerts')
        .selectAll()
        .where('is_done', '=', 0)
        .where('busy_until', '<=', clock.nowMs())
        .orderBy('created_at')
        .limit(AT_ONCE)
        .execute();
      for (const row of rows) if (!this.hasEnded && (await this.take(row.id))) await this.tell(row);
      if (rows.length < AT_ONCE || this.hasEnded) return;
    }
  }

  /** @returns whether this node is the one that tells it. */
  private async take(id: string): Promise<boolean> {
    const { store, clock } = this.options;
    const nowMs = clock.nowMs();
    const { numUpdatedRows } = await store.db
      .updateTable('budget_alerts')
      .set(({ eb }) => ({ busy_until: nowMs + LEASE_MS, attempts: eb('attempts', '+', 1) }))
      .where('id', '=', id)
      .where('is_done', '=', 0)
      .where('busy_until', '<=', nowMs)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  private async tell({ id, body, attempts }: { id: string; body: string; attempts: number }): Promise<void> {
    const { store, clock, random, target, tally, onGivenUp } = this.options;
    const isTaken = await isTakenBy(target, { id, body }, clock.nowMs());
    const delayMs = isTaken ? undefined : DELAYS_MS[attempts];
    const isDone = delayMs === undefined;
    const busyUntilMs = clock.nowMs() + (delayMs ?? 0) * (0.5 + random() / 2);
    await store.db
      .updateTable('budget_alerts')
      .set({ busy_until: busyUntilMs, is_done: isDone ? 1 : 0 })
      .where('id', '=', id)
      .execute();
    tally.webhooks[isTaken ? 'delivered' : isDone ? 'given_up' : 'failed'] += 1;
    if (isDone && !isTaken) onGivenUp(id);
  }

  /** `null` = nothing is left to be told. */
  private async nextLookMs(): Promise<number | null> {
    const { store, clock } = this.options;
    const next = await store.db
      .selectFrom('budget_alerts')
      .select('busy_until')
      .where('is_done', '=', 0)
      .orderBy('busy_until')
      .limit(1)
      .executeTakeFirst();
    return next ? Math.max(1, next.busy_until - clock.nowMs()) : null;
  }
}

/** Whoever does not answer, or answers otherwise, is asked again. */
async function isTakenBy(
  target: WebhookTarget,
  message: { readonly id: string; readonly body: string },
  nowMs: number,
): Promise<boolean> {
  try {
    const status = await postWebhook(target, message, nowMs);
    return status >= 200 && status < 300;
  } catch {
    return false; // counted as failed by who asks
  }
}
