import type { Clock } from '../../common/clock.js';
import type { PicoUsd } from '../../common/pico-usd.js';
import type { CallAtGate } from '../../completions/call-gate.js';
import type { CallReport } from '../../completions/completion-outcome.js';
import type { GatewayError } from '../../common/errors.js';
import type { SpendWindow } from '../budgets/spend-window.js';
import type { Spender } from '../budgets/spender.js';
import { newCallId } from './call-id.js';
import { toAttemptRows, toClosedRow, toldStatus, toOpenRow } from './ledger-rows.js';
import type { ReplayedCall } from './replayed-call.js';
import { openReplayRow, replayedRow } from './replayed-row.js';
import { refusedRow } from './refused-row.js';
import type { CallWriter, ClosedCall, OpenRow } from './call-writer.js';
import type { LateCall, LateCalls } from './late-calls.js';
import type { SpendChange } from '../budgets/spend-window.js';

/** What its budgets have to be told at its end. */
export interface SpendingOfCall extends Pick<ClosedCall, 'windows' | 'changes'> {
  readonly cost: PicoUsd;
  /** What is reserved for it in the store only its row can say. */
  readonly isUnsure: boolean;
}

/** Told of what could not be written, and will not be. */
export type OnLost = (error: unknown) => void;

/** Where rows go. */
interface EntryBooks {
  readonly writer: CallWriter;
  readonly clock: Clock;
  /** Told of what could not be written at once, where nothing else is. */
  readonly onDelayed: (error: unknown) => void;
  /** `null` = what is not written at once is brought into the tables by the writer itself. */
  readonly late: LateCalls | null;
  /** Ids of calls whose end this process has to write yet; `null` = no other one looks at its rows. */
  readonly underWay: Set<string> | null;
  /** Told of a call that was made, and whose row will not be there. */
  readonly onLostCall: OnLost;
}

export interface LedgerOptions extends EntryBooks {
  /** This process, among those that share a store. */
  readonly node: string;
  /** Told of a call that was not made. */
  readonly onLost: OnLost;
}

/** A call's row, from its beginning to its end. */
export class LedgerEntry {
  readonly id: string;
  private readonly startedMs: number;
  private isOver = false;
  private opened: OpenRow | null = null;
  /** Until it is known whether its beginning is written; `null` = it is known. */
  private opening: Promise<void> | null = null;
  /** Why its beginning is not written; `null` = it is, as far as is known. */
  private notOpened: unknown = null;
  private isUnchecked = false;
  private isLate = false;

  constructor(
    private readonly asked: CallAtGate,
    private readonly spender: Spender,
    private readonly books: EntryBooks,
  ) {
    this.startedMs = asked.atMs;
    this.id = newCallId(this.startedMs);
    books.underWay?.add(this.id);
  }

  /** How it begins, or did. */
  beginsAs(row: OpenRow): OpenRow {
    this.opened = row;
    return row;
  }

  /** Its beginning is on its way; it may end before that is known. */
  waitsFor(opening: Promise<void>): void {
    this.opening = opening.then(() => void (this.opening = null));
  }

  /** Its beginning was not written, and it may be let in all the same. */
  couldNotBegin(error: unknown): void {
    this.notOpened = error;
  }

  /** The store is away: nothing of it is written until the call has ended. */
  leaveUnchecked(rowOf: (windows: readonly SpendWindow[]) => unknown, windows: readonly SpendWindow[]): void {
    this.isUnchecked = true;
    if (this.opened === null) rowOf(windows);
  }

  /** The call was refused, and nothing of it is written. */
  abandon(): void {
    this.isOver = true;
    this.books.underWay?.delete(this.id);
  }

  /** The call was not made, and whether it was opened is not known. */
  forget(): void {
    this.isOver = true;
    this.later(null);
  }

  /** More is reserved for it. */
  reserves(amount: PicoUsd): void {
    const { id, isOver, isUnchecked, books } = this;
    if (!isOver && !isUnchecked) books.writer.reserve?.(id, amount);
  }

  /** The one end. @returns when it is written, or has to wait for the store; `null` = it is, or has to. */
  close(
    report: CallReport,
    charged: PicoUsd | null,
    { windows, changes, cost, isUnsure }: SpendingOfCall,
  ): Promise<void> | null {
    if (this.isOver) return null;
    this.isOver = true;
    const { id, asked, spender, startedMs, books } = this;
    const ending = { id, call: asked.call, report, startedMs, endedMs: books.clock.nowMs(), charged };
    const charge = { spender, atMs: startedMs, cost };
    const closed = { row: toClosedRow(ending), attempts: toAttemptRows(ending), windows, changes, charge };
    if (this.isUnchecked || isUnsure) return this.later(closed);
    return this.onceOver(this.opening ? this.closeBehind(this.opening, closed) : this.write(closed));
  }

  private onceOver(written: Promise<void> | null): Promise<void> | null {
    const { underWay } = this.books;
    if (underWay === null || written === null) return written;
    return written.then(() => void (this.isLate || underWay.delete(this.id)));
  }

  private async closeBehind(opening: Promise<void>, closed: ClosedCall): Promise<void> {
    await opening;
    await this.write(closed);
  }

  private write(closed: ClosedCall): Promise<void> | null {
    const { opened, notOpened, books } = this;
    if (notOpened === null || opened === null)
      return books.writer.close(closed, (error) => void this.later(closed, error));
    return books.late ? this.later(closed, notOpened) : this.writeWhole(opened, closed);
  }

  /** Its beginning is tried once more; without it the end tells budgets alone what was spent. */
  private async writeWhole(opened: OpenRow, closed: ClosedCall): Promise<void> {
    const { onLostCall, writer } = this.books;
    let isLost = false;
    await writer.open(opened, (error) => {
      isLost = true;
      onLostCall(error);
    });
    if (isLost && closed.windows.length === 0) return;
    await writer.close(closed, (error) => void this.later(closed, error));
  }

  /** The call was not made. */
  drop(changes: readonly SpendChange[] = []): void {
    if (this.isOver) return;
    this.isOver = true;
    if (this.isUnchecked) return void this.later(null);
    void this.onceOver(this.books.writer.drop(this.id, changes, (error) => void this.later(null, error)));
  }

  private later(closed: LateCall['closed'], error?: unknown): null {
    const { late, onDelayed } = this.books;
    this.isLate = true;
    const { id, opened, isUnchecked } = this;
    if (late) late.add({ id, opened, closed, isUnchecked }, error);
    else if (error !== undefined) onDelayed(error);
    return null;
  }
}

/** The row of a call whose beginning is on its way into the books. */
export class OpenedEntry {
  /** When it is there, or cannot be; `null` = it is. */
  readonly written: Promise<void> | null;
  /** It is there in the turn of the event loop in which the call came. */
  readonly isSoon: boolean;
  /** Why it is not there, once that is known; `null` = it is, as far as is known. */
  error: unknown = null;

  constructor(
    readonly entry: LedgerEntry,
    row: OpenRow,
    writer: CallWriter,
  ) {
    this.isSoon = writer.isSoon;
    this.written = writer.open(row, (error) => {
      this.error = error;
      entry.couldNotBegin(error);
    });
    if (this.written && !writer.isSoon) entry.waitsFor(this.written);
  }
}

/** Where calls are written down. */
export class Ledger {
  constructor(private readonly options: LedgerOptions) {}

  open(asked: CallAtGate, spender: Spender, reserved: PicoUsd, windows: readonly SpendWindow[]): OpenedEntry {
    const { entry, rowOf } = this.begin(asked, spender, reserved);
    return new OpenedEntry(entry, rowOf(windows), this.options.writer);
  }

  /** A row that somebody else opens. */
  begin(asked: CallAtGate, spender: Spender, reserved: PicoUsd) {
    const { node } = this.options;
    const entry = new LedgerEntry(asked, spender, this.options);
    const rowOf = (windows: readonly SpendWindow[]) =>
      entry.beginsAs(toOpenRow({ id: entry.id, node, asked, spender, reserved, windows }));
    return { entry, rowOf };
  }

  /** A call that was answered by what was kept; resolves when it is written, or was lost and told so. */
  async replayed(call: ReplayedCall, spender: Spender): Promise<void> {
    const { clock, node, onLost } = this.options;
    const open = openReplayRow(call, { id: newCallId(call.atMs), node, spender });
    await this.writeWhole(open, replayedRow(open, call, clock.nowMs())).catch(onLost);
  }

  /** A kept answer that was not given again. Nobody waits for it. */
  replayRefused(call: ReplayedCall, spender: Spender, error: GatewayError): void {
    const { clock, node, onLost } = this.options;
    const open = openReplayRow(call, { id: newCallId(call.atMs), node, spender });
    const status = toldStatus(error, call.origin);
    void this.writeWhole(open, refusedRow(open, { error, status }, clock.nowMs())).catch(onLost);
  }

  /** A call that was not let in. Nobody waits for it. */
  refused(asked: CallAtGate, spender: Spender, error: GatewayError): void {
    const { clock, node, onLost } = this.options;
    const id = newCallId(asked.atMs);
    const row = toOpenRow({ id, node, asked, spender, reserved: 0n, windows: [] });
    const status = toldStatus(error, asked.context.origin);
    void this.writeWhole(row, refusedRow(row, { error, status }, clock.nowMs())).catch(onLost);
  }

  /** A call whose end is known as it begins. Where each row is written by itself, one that cannot begin has no end. */
  private async writeWhole(begun: OpenRow, ended: ClosedCall['row']): Promise<void> {
    const { underWay, writer } = this.options;
    const id = String(begun.id);
    underWay?.add(id);
    try {
      const opened = Promise.resolve(writer.open(begun));
      if (writer.isSoon) await opened;
      await Promise.all([opened, writer.close({ row: ended, attempts: [], windows: [], changes: [] })]);
    } finally {
      underWay?.delete(id);
    }
  }
}
