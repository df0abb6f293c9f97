import { DatabaseError } from 'pg';
import { StoreAwayError } from '../store.js';

/** Classes of SQLSTATE: connection, resources, operator's intervention; all others are about the statement. */
const AWAY_CLASSES = ['08', '53', '57'];

/** It could not be reached or has no time, whatever was asked of it. */
export function isAway(error: unknown): boolean {
  return !(error instanceof DatabaseError) || AWAY_CLASSES.some((each) => error.code?.startsWith(each));
}

/** What the driver failed with, as users of the store know it. */
export function asStoreError(error: unknown): unknown {
  if (!isAway(error) || error instanceof StoreAwayError) return error;
  return new StoreAwayError('The store (DATABASE_URL) cannot be reached.', { cause: error });
}
