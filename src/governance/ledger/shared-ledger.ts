import type { PicoUsd } from '../../common/pico-usd.js';
import type { CallAtGate } from '../../completions/call-gate.js';
import type { SpendWindow } from '../budgets/spend-window.js';
import type { Spender } from '../budgets/spender.js';
import type { Ledger } from './ledger.js';
import type { LedgerWriter } from './ledger-writer.js';

/** Rows of calls that are opened in the transaction that reserves their money. */
export class SharedLedger {
  constructor(
    private readonly ledger: Ledger,
    private readonly writer: LedgerWriter,
  ) {}

  /** `rowOf` writes its beginning. */
  begin(asked: CallAtGate, spender: Spender, reserved: PicoUsd) {
    const { entry, rowOf: openRowOf } = this.ledger.begin(asked, spender, reserved);
    const rowOf = (windows: readonly SpendWindow[]) => this.writer.opening(openRowOf(windows));
    return { entry, rowOf };
  }
}
