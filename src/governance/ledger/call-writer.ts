import type { CallCharge } from '../budgets/charge-statements.js';
import type { PicoUsd } from '../../common/pico-usd.js';
import type { OnNotWritten } from '../../storage/journal/gathered-records.js';
import type { SpendChange, SpendWindow } from '../budgets/spend-window.js';
import { ATTEMPT_COLUMNS, CLOSED_COLUMNS, OPEN_COLUMNS, type WrittenRow } from './ledger-columns.js';

export const CLOSING = { ...CLOSED_COLUMNS, id: 'text' } as const;

export type OpenRow = WrittenRow<typeof OPEN_COLUMNS>;
export type ClosedRow = WrittenRow<typeof CLOSING>;
export type AttemptRow = WrittenRow<typeof ATTEMPT_COLUMNS>;

/** A call at its end. */
export interface ClosedCall {
  readonly row: ClosedRow;
  /** Where there were several. */
  readonly attempts: readonly AttemptRow[];
  /** What its budgets have spent with it. */
  readonly windows: readonly SpendWindow[];
  /** The same, where several nodes share them: what changes in them. */
  readonly changes: readonly SpendChange[];
  /** Who is charged where nodes share budgets, in windows beside its own; left out = it costs nobody. */
  readonly charge?: CallCharge;
}

/** Writes rows of calls as they begin and end. */
export interface CallWriter {
  /** What begins is written in the turn of the event loop in which it came: whatever it costs, it can wait for that. */
  readonly isSoon: boolean;
  /**
   * @param listener told what the store throws; left out = the promise rejects with it.
   * @returns when it would survive the end of this process, or the listener was told; `null` = it would.
   */
  open(row: OpenRow, listener?: OnNotWritten): Promise<void> | null;
  /** More is reserved for a call that was opened; left out = whoever reserves it writes it down. */
  reserve?(id: string, amount: PicoUsd): void;
  /** The same of a call that was opened. */
  close(call: ClosedCall, listener?: OnNotWritten): Promise<void> | null;
  /** The same of a call that was not made after all. */
  drop(id: string, changes?: readonly SpendChange[], listener?: OnNotWritten): Promise<void> | null;
}
