import type { HeadersInTurns } from '../../common/http/headers-in-turns.js';
import { formatPicoUsd, toPicoUsd, type PicoUsd } from '../../common/pico-usd.js';
import type { CallPermit, InsteadOfCall } from '../../completions/call-permit.js';
import type { AttemptReport, CallReport } from '../../completions/completion-outcome.js';
import { budgetExceeded, requestTooDear } from '../budgets/budget-refusals.js';
import { REMAINING_HEADER } from '../budgets/remaining-header.js';
import type { Reservation } from '../budgets/reservation.js';
import { whenKnown } from './when-known.js';
import type { ScopedLimit } from '../limits/limit.js';
import type { LedgerEntry } from '../ledger/ledger.js';
import { limitHeaders } from '../limits/limit-headers.js';
import type { TakenLimits } from '../limits/limit-store.js';
import type { BudgetAlarm } from '../alerts/budget-alarm.js';
import { cameTo, type FurtherModels } from './call-limits.js';
import { StreamMeter } from './stream-meter.js';
import { ignoredHeaders } from './tags.js';

export interface GovernedCallOptions {
  readonly reservation: Reservation;
  /** The most that it may cost by its own word; `null` = it does not say. */
  readonly allowed: PicoUsd | null;
  /** Of which it has taken. */
  readonly limits: readonly ScopedLimit[];
  readonly taken: TakenLimits | null;
  /** What its requests name beside their models; `null` = none, or no limit asks. */
  readonly further: FurtherModels | null;
  /** Its row; `null` = none is kept. */
  readonly entry: LedgerEntry | null;
  /** Tags that were sent and not kept. */
  readonly ignoredTags: readonly string[];
  /** Notices what it leaves of its budgets; `null` = nobody is told. */
  readonly alarm: Pick<BudgetAlarm, 'settled'> | null;
  /** It passed without its budgets being asked; left out = they were. */
  readonly isUnchecked?: boolean;
  /** Made in place of another; `null` = it is the one that was asked for. */
  readonly instead: InsteadOfCall | null;
}

/** Tells a caller that its call passed while the store was away. */
const UNCHECKED_HEADER = 'x-tollgate-budget-unchecked';

/** A call that was let in: the room that it has in its budgets and limits, until it is settled. */
export class GovernedCall implements CallPermit {
  readonly headers: HeadersInTurns;
  readonly callId?: string;
  readonly instead?: InsteadOfCall;
  private readonly worst: PicoUsd;
  private streamMeter: StreamMeter | null = null;

  constructor(private readonly options: GovernedCallOptions) {
    const { reservation, limits, taken, ignoredTags, instead } = options;
    if (instead) this.instead = instead;
    if (options.entry) this.callId = options.entry.id;
    this.worst = reservation.reserved;
    const headers = taken ? limitHeaders(limits, taken.states) : [];
    if (options.isUnchecked) headers.push(UNCHECKED_HEADER, 'store_away');
    if (ignoredTags.length > 0) headers.push(...ignoredHeaders(ignoredTags));
    const { remaining } = reservation;
    if (remaining !== null) headers.push(REMAINING_HEADER, formatPicoUsd(remaining));
    this.headers = headers;
  }

  get meter(): StreamMeter['look'] | undefined {
    return this.streamMeterAtHand?.look;
  }

  get meterRoom(): StreamMeter['room'] | undefined {
    return this.streamMeterAtHand?.room;
  }

  /** Made for streams alone, which ask for it; `null` = there is no money to look after. */
  private get streamMeterAtHand(): StreamMeter | null {
    const { allowed, entry, reservation } = this.options;
    if (this.worst > 0n) this.streamMeter ??= new StreamMeter(inItsRow(reservation, entry), allowed);
    return this.streamMeter;
  }

  again(ended: readonly AttemptReport[]): Promise<void> | null {
    const { allowed, entry, reservation } = this.options;
    // What nobody can tell may have been all that was reserved for it.
    const spent = ended.reduce((sum, { cost }) => sum + (costOf(cost.usd) ?? this.worst), 0n);
    const needed = spent + this.worst;
    if (allowed !== null && needed > allowed) throw requestTooDear(allowed, needed, null);
    this.streamMeterAtHand?.beginAgain(spent);
    // A stream before it may have been given more room than it needed.
    const missing = needed - reservation.reserved;
    if (missing <= 0n) return null;
    const extended = whenKnown(inItsRow(reservation, entry).extend(missing), (full) => {
      if (full) throw budgetExceeded(full);
      return null;
    });
    return extended instanceof Promise ? extended.then(() => undefined) : null;
  }

  settle(report: CallReport): Promise<void> | null {
    const { alarm, entry, further, limits, reservation, taken } = this.options;
    // What nobody can tell costs what was reserved for it.
    const { usd } = report.cost;
    const charged = reservation.reserved > 0n ? reservation.reserved : null;
    const cost = costOf(usd) ?? reservation.reserved;
    const changes = reservation.settle(cost, entry?.id);
    taken?.settle(cameTo(limits, report, further));
    const { isUnsure = false, windows } = reservation;
    const written = entry?.close(report, charged, { windows, changes, cost, isUnsure }) ?? null;
    if (!this.options.isUnchecked) alarm?.settled(reservation.places, cost, written);
    return written;
  }

  release(): void {
    const changes = this.options.reservation.settle(0n);
    this.options.taken?.release();
    this.options.entry?.drop(changes);
  }
}

function costOf(usd: string | null): PicoUsd | null {
  return usd === null ? null : toPicoUsd(usd);
}

/** Of a reservation, what more is reserved by. */
type Extensible = Pick<Reservation, 'reserved' | 'extend'>;

function inItsRow(reservation: Reservation, entry: LedgerEntry | null): Extensible {
  return entry === null ? reservation : new ReservationInItsRow(reservation, entry);
}

/** A reservation whose row has what is reserved later as well: a crash charges what the row says. */
class ReservationInItsRow implements Extensible {
  constructor(
    private readonly reservation: Reservation,
    private readonly entry: LedgerEntry,
  ) {}

  get reserved(): PicoUsd {
    return this.reservation.reserved;
  }

  extend(more: PicoUsd): ReturnType<Reservation['extend']> {
    return whenKnown(this.reservation.extend(more), (full) => {
      if (full === null) this.entry.reserves(this.reserved);
      return full;
    });
  }
}
