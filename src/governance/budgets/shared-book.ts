import { CompiledQuery, sql, type Kysely, type Transaction } from 'kysely';
import type { PicoUsd } from '../../common/pico-usd.js';
import type { Clock } from '../../common/clock.js';
import type { Database } from '../../storage/database.js';
import { StoreAwayError, type Statement, type Store } from '../../storage/store.js';
import { IS_OPEN } from '../ledger/ledger-columns.js';
import { scopeKey, type ScopedBudget } from './budget.js';
import type { FullBudget, SpendChange, SpendWindow, WindowPlace } from './spend-window.js';
import type { BudgetPlace, Reservation } from './reservation.js';
import { windowAt } from './budget-window.js';
import { lockForLookUp, windowKey } from './window-locks.js';

/** A sum over many calls may take longer: it goes on, for the calls behind this one. */
const MOST_WAIT_MS = 10_000;
/** What is forgotten is looked up once more. */
const MAX_KNOWN = 50_000;

interface Place extends BudgetPlace {
  readonly key: string;
}

/** A database that takes over from another may not have what that one wrote last. */
class WindowGoneError extends StoreAwayError {
  constructor() {
    super('What a budget has spent is not known any more.');
  }
}

/** What a call wants to be reserved. */
export interface SharedWish {
  readonly amount: PicoUsd;
  readonly nowMs: number;
  /** Of its row. */
  readonly callId: string;
  /** Writes the call's row, in the same transaction: a crash leaves both, or none. */
  readonly rowOf: (windows: readonly SpendWindow[]) => Statement;
}

/** Tells what was spent in a running window before it was kept here. @param db in whose transaction; left out = in none. */
export type SpentBefore = (place: WindowPlace, nowMs: number, db?: Kysely<Database>) => Promise<PicoUsd>;

/**
 * Who has spent what, and what is reserved, where several nodes share it: the database decides, one call after the other
 * over the rows of its budgets, which are locked in their order.
 */
export class SharedBook {
  /** Windows that are in the store; the oldest stand first. */
  private readonly known = new Set<string>();
  /** Windows for which is looked up what was spent before. */
  private readonly opening = new Map<string, Promise<void>>();

  constructor(
    private readonly store: Store,
    private readonly spentBefore: SpentBefore,
    /** Settles when rows of calls are written that have ended. */
    private readonly written: () => Promise<void>,
    private readonly clock: Clock,
  ) {}

  /** @throws what the store throws. */
  async reserve(
    budgets: readonly ScopedBudget[],
    { amount, nowMs, callId, rowOf }: SharedWish,
  ): Promise<SharedReservation | FullBudget> {
    const places = budgets.map((budget) => placeOf(budget, nowMs));
    const tryOnce = async () => {
      for (const place of places) if (!this.known.has(place.key)) await this.makeKnown(place, nowMs);
      const reservation = new SharedReservation(this.store, places, callId);
      return (await reservation.begin(amount, rowOf(reservation.windows))) ?? reservation;
    };
    try {
      return await tryOnce();
    } catch (error) {
      if (!(error instanceof WindowGoneError)) throw error;
      for (const { key } of places) this.known.delete(key);
      return tryOnce();
    }
  }

  /** The running windows of budgets, in their order, as they stand just now. @throws what the store throws. */
  async windowsOf(budgets: readonly ScopedBudget[], nowMs: number): Promise<readonly SpendWindow[]> {
    const known = await this.knownWindows(budgets, nowMs);
    return Promise.all(
      known.map(async (window, at) => {
        if (window !== null) return window;
        const { window: place } = placeOf(budgets[at]!, nowMs);
        return { ...place, spent: await this.spentBefore(place, nowMs, this.store.reports) };
      }),
    );
  }

  /** The same; `null` = no call was charged to it since its budget is there. @throws what the store throws. */
  async knownWindows(
    budgets: readonly ScopedBudget[],
    nowMs: number,
  ): Promise<readonly (SpendWindow | null)[]> {
    const places = budgets.map((budget) => placeOf(budget, nowMs));
    const rows = await this.rowsOf(places);
    return places.map(({ key, window }) => {
      const row = rows.get(key);
      return row ? { ...window, ...row } : null;
    });
  }

  private async rowsOf(places: readonly Place[]) {
    const scopes = [...new Set(places.map(({ window }) => scopeKey(window.scope)))];
    if (scopes.length === 0) return new Map<string, Pick<SpendWindow, 'spent' | 'reserved'>>();
    const rows = await this.store.db
      .selectFrom('spend')
      .select(['scope', 'per', 'start_at', 'spent', 'reserved'])
      .where('scope', 'in', scopes)
      .where('start_at', 'in', [...new Set(places.map(({ window }) => window.startMs))])
      .execute();
    return new Map(
      rows.map(({ scope, per, start_at, ...amounts }) => [windowKey(scope, per, start_at), amounts] as const),
    );
  }

  /** @throws StoreAwayError where it takes too long, and what the store throws. */
  private async makeKnown(place: Place, nowMs: number): Promise<void> {
    const { key } = place;
    const known = this.opening.get(key);
    const opening = known ?? this.open(place, nowMs).finally(() => this.opening.delete(key));
    if (!known) this.opening.set(key, opening);
    const { promise, reject } = Promise.withResolvers<never>();
    const message = 'What a budget has spent is still being summed.';
    const cancel = this.clock.setTimer(MOST_WAIT_MS, () => reject(new StoreAwayError(message)));
    await Promise.race([opening, promise]).finally(cancel);
  }

  private async open(place: Place, nowMs: number): Promise<void> {
    const { key, window } = place;
    const { scope, per, startMs } = window;
    if ((await this.rowsOf([place])).size === 0) {
      // what ended before has its row in time
      await this.written();
      await this.store.reports.transaction().execute(async (transaction) => {
        await lockForLookUp(transaction, scopeKey(scope), key);
        const spent = await this.spentBefore({ scope, per }, nowMs, transaction);
        await sql`insert into spend (scope, per, start_at, spent, reserved)
          values (${scopeKey(scope)}, ${per}, ${startMs}, ${spent}, 0)
          on conflict (scope, per, start_at) do nothing`.execute(transaction);
      });
    }
    this.known.add(key);
    const [oldest] = this.known.size > MAX_KNOWN ? this.known : [];
    if (oldest !== undefined) this.known.delete(oldest);
  }
}

/** The room that a call has in budgets that several nodes share. */
export class SharedReservation implements Reservation {
  isUnsure = false;
  private amount: PicoUsd = 0n;
  private isSettled = false;

  constructor(
    private readonly store: Store,
    readonly places: readonly Place[],
    private readonly callId: string,
  ) {}

  get windows(): readonly SpendWindow[] {
    return [...new Map(this.places.map(({ key, window }) => [key, window])).values()];
  }

  get reserved(): PicoUsd {
    return this.amount;
  }

  get remaining(): PicoUsd | null {
    const left = this.places.map(({ budget, window }) => budget.limit - window.spent - window.reserved);
    return left.length === 0 ? null : left.reduce((least, one) => (one < least ? one : least));
  }

  /** As `extend` does, together with the row of the call. */
  async begin(amount: PicoUsd, row: Statement): Promise<FullBudget | null> {
    const full = await this.store.db.transaction().execute(async (transaction) => {
      const found = await this.tryExtend(transaction, amount);
      if (found === null) await transaction.executeQuery(CompiledQuery.raw(row.sql, [...row.parameters]));
      return found;
    });
    if (full === null) this.amount += amount;
    return full;
  }

  /** @throws what the store throws. */
  async extend(more: PicoUsd): Promise<FullBudget | null> {
    if (this.places.length === 0) return null;
    const extending = this.store.db.transaction().execute(async (transaction) => {
      // The row first, as at its end: nobody waits for somebody who waits for him.
      await this.addToRow(transaction, more);
      const found = await this.tryExtend(transaction, more);
      if (found) await this.addToRow(transaction, -more);
      return found;
    });
    const full = await extending.catch((error: unknown) => {
      this.isUnsure = true;
      throw error;
    });
    if (full === null && this.isSettled) await this.giveBack(more);
    else if (full === null) this.amount += more;
    return full;
  }

  /** What a crash costs is what stands in the row. @throws StoreAwayError where another node took this one for gone. */
  private async addToRow(transaction: Transaction<Database>, more: PicoUsd): Promise<void> {
    const { numAffectedRows } = await sql`update calls set reserved = reserved + ${more}
      where id = ${this.callId} and ${sql.raw(IS_OPEN)}`.execute(transaction);
    if (numAffectedRows !== 1n) throw new StoreAwayError('The call is not in the store any more.');
  }

  /** The call has ended while it was given more. */
  private async giveBack(more: PicoUsd): Promise<void> {
    await this.store.db.transaction().execute(async (transaction) => {
      for (const window of this.windowsInOrder()) await this.addToWindow(transaction, window, -more);
    });
  }

  private windowsInOrder(): readonly SpendWindow[] {
    const byKey = new Map(this.places.map(({ key, window }) => [key, window]));
    return [...byKey].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, window]) => window);
  }

  private async addToWindow(
    transaction: Transaction<Database>,
    { scope, per, startMs }: SpendWindow,
    more: PicoUsd,
  ): Promise<void> {
    await sql`update spend set reserved = reserved + ${more} where scope = ${scopeKey(scope)}
      and per = ${per} and start_at = ${startMs}`.execute(transaction);
  }

  settle(cost: PicoUsd): readonly SpendChange[] {
    if (this.isSettled) return [];
    this.isSettled = true;
    return this.windows.map((window) => ({ window, spent: cost, reserved: -this.amount }));
  }

  private async tryExtend(transaction: Transaction<Database>, more: PicoUsd): Promise<FullBudget | null> {
    // locked in one order by all; of those without room the first in the call's own order decides, as embedded
    for (const { window } of this.places.toSorted((one, other) => (one.key < other.key ? -1 : 1))) {
      const found = await this.rowOf(transaction, window);
      [window.spent, window.reserved] = [found.spent, found.reserved];
    }
    const full = this.places.find(
      ({ budget, window }) => window.spent + window.reserved + more > budget.limit,
    );
    if (full) return { budget: full.budget, window: { ...full.window }, needed: more };
    for (const window of this.windows) {
      await this.addToWindow(transaction, window, more);
      window.reserved += more;
    }
    return null;
  }

  private async rowOf(transaction: Transaction<Database>, { scope, per, startMs }: SpendWindow) {
    return transaction
      .selectFrom('spend')
      .select(['spent', 'reserved'])
      .where('scope', '=', scopeKey(scope))
      .where('per', '=', per)
      .where('start_at', '=', startMs)
      .forUpdate()
      .executeTakeFirstOrThrow(() => new WindowGoneError());
  }
}

function placeOf(budget: ScopedBudget, nowMs: number): Place {
  const { scope, per } = budget;
  const window = { ...windowAt(per, nowMs), scope, per, spent: 0n, reserved: 0n };
  return { budget, window, key: windowKey(scopeKey(scope), per, window.startMs) };
}
