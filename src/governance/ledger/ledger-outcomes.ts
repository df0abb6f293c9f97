/** How a row says that a call ended; `pending` = it has not, `unknown` = the process that made it did. */
export const LEDGER_OUTCOMES = [
  'pending',
  'ok',
  'partial',
  'cancelled',
  'refused',
  'failed',
  'unknown',
] as const;
export type LedgerOutcome = (typeof LEDGER_OUTCOMES)[number];
