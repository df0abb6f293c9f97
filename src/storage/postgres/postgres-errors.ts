import { DatabaseError } from 'pg';
import { GatewayError } from '../../common/errors.js';
import { RowsNotThereError, StoreAwayError } from '../store.js';

/**
 * Classes of SQLSTATE: connection, a transaction that gives way to another, resources, operator's intervention, the
 * machine; all others are about the statement.
 */
const AWAY_CLASSES = ['08', '40', '53', '57', '58'];
/** SQLSTATE of a write where only reading is possible: a server that is no longer the primary, or guards a full disk. */
const READ_ONLY = '25006';
/** SQLSTATE of a table that is not there: what took over is empty, or is being restored. */
const NO_TABLE = '42P01';
/** SQLSTATE of a lock that somebody else holds for too long. */
const NO_LOCK = '55P03';
const AWAY_CODES = [READ_ONLY, NO_TABLE, NO_LOCK];

/** It could not be reached or has no time, whatever was asked of it. */
export function isAway(error: unknown): boolean {
  if (error instanceof RowsNotThereError) return false;
  if (!(error instanceof DatabaseError) || error.code === undefined) return true;
  const { code } = error;
  return AWAY_CODES.includes(code) || AWAY_CLASSES.some((each) => code.startsWith(each));
}

/** SQLSTATE of a transaction that gave way to another: of a deadlock, and of one that cannot stand behind another. */
const GAVE_WAY: readonly (string | undefined)[] = ['40P01', '40001'];

/** The connection is not to be used again: what it says, if anything, is not known, or another server may be there now. */
export function isConnectionLost(error: unknown): boolean {
  return isAway(error) && !gaveWay(error);
}

function gaveWay(error: unknown): boolean {
  return error instanceof DatabaseError && GAVE_WAY.includes(error.code);
}

/** SQLSTATE of a text that the database cannot keep: PostgreSQL has no U+0000. */
const NOT_A_TEXT = '22021';

/** What the driver failed with, as users of the store know it. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof DatabaseError && error.code === NOT_A_TEXT) {
    const message = 'The request names something with a character that no name has, U+0000.';
    return new GatewayError('request.invalid', message, { cause: error });
  }
  return isAway(error) ? asAway(error) : error;
}

export function asAway(error: unknown): StoreAwayError {
  if (error instanceof StoreAwayError) return error;
  const why = gaveWay(error) ? 'gave way to another transaction' : 'cannot be reached';
  return new StoreAwayError(`The store (DATABASE_URL) ${why}.`, { cause: error });
}
