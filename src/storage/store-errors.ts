import { GatewayError } from '../common/errors.js';

/**
 * The store cannot be reached, or does not answer: the same may work later. Callers are told its message, so it names no
 * address.
 */
export class StoreAwayError extends GatewayError {
  constructor(message: string, { cause }: { readonly cause?: unknown } = {}) {
    super('gateway.store_away', message, { cause, retryAfterMs: 1_000 });
  }
}

/** It cannot be opened as it is configured. The message tells the operator what to do. */
export class StoreRefusedError extends Error {
  override readonly name = 'StoreRefusedError';
}

/** Rows that a statement has to change are not there, or not as they were: nothing of its transaction was written. */
export class RowsNotThereError extends Error {
  override readonly name = 'RowsNotThereError';
}
