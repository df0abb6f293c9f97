import type { Kysely } from 'kysely';
import type { Clock } from '../common/clock.js';
import type { Database } from './database.js';
import type { Journal } from './journal/journal.js';
import type { WriteRecord } from './write-record.js';

export { RowsNotThereError, StoreAwayError, StoreRefusedError } from './store-errors.js';

/** SQL and its values, as Kysely compiles them: `$1` of Postgres, `?` of SQLite. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /**
   * JSON, as a text or in UTF-8, of the embedded store alone: lists of parameters; the statement is run with each, in
   * place of `parameters`.
   */
  readonly rows?: string | Uint8Array;
  /** Of PostgreSQL alone: so many rows have to be changed, or nothing of its transaction is. */
  readonly mustChange?: number;
}

/** What one statement came to. */
export interface StatementResult {
  /** Of what it returns (`select`, `returning`). */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** How many rows it inserted, changed or deleted. */
  readonly changes: number;
}

/** What nodes that share a store tell each other. */
export interface StoreNews {
  /** Part of a transaction: all nodes hear it once that is committed, this one among them. @param text up to 4,000 bytes. */
  tell(text: string): Statement;
  /**
   * @param listener gets `null` where something may have been missed: at first, and whenever the store was away.
   * @returns ends it.
   */
  hear(clock: Clock, listener: (text: string | null) => void): () => void;
}

/**
 * What the gateway remembers beyond its process: embedded (SQLite), or a PostgreSQL that several nodes share. The same
 * SQL, built with Kysely, runs on both:
 *
 * - money and other wide counts are `bigint` columns, read as `bigint`; so is what an expression comes to (`sum`,
 *   `count`),
 * - times are `double precision` columns, in milliseconds since the Unix epoch, read as `number`,
 * - flags are `integer` columns, 0 or 1; lists and objects are JSON in `text` columns.
 */
export interface Store {
  readonly dialect: 'sqlite' | 'postgres';
  /** For what is read, and for transactions that decide by what they read. Fails with `StoreAwayError` where it is away. */
  readonly db: Kysely<Database>;
  /** For reports, which read much: they hold up nobody who writes. Fails as `db` does. */
  readonly reports: Kysely<Database>;
  /**
   * Writes statements as one transaction, all of them or none. What is handed in while another transaction runs is
   * committed together with the next, so that many writers share one flush to the disk.
   *
   * @returns what each statement came to, once all of them would survive a crash of the machine.
   * @throws StoreAwayError: whether it was written is not known then. RowsNotThereError, or the database's own error for
   * a statement that it refuses: it was not.
   */
  write(statements: readonly Statement[]): Promise<readonly StatementResult[]>;
  /** What the embedded store remembers before it is in its tables; `null` = it is in the tables at once. */
  readonly journal: Journal | null;
  /**
   * Resolves when all that was journaled before is in the tables: to be waited for by who reads what goes that way.
   * @throws what `write` throws.
   */
  settled(): Promise<void>;
  /** `null` = no other node uses it. */
  readonly news: StoreNews | null;
  /** How what was written of late went. */
  readonly writes: Readonly<WriteRecord>;
  /** @throws StoreAwayError where it does not answer. */
  check(): Promise<void>;
  /** Writes something small, where nothing else was written of late. @throws StoreAwayError where it cannot be written. */
  probe(): Promise<void>;
  /** Waits for what is under way; to be called once. */
  close(): Promise<void>;
}

/** Under which Nest finds the `Store`; `null` = nothing is configured that needs one. */
export const STORE = Symbol('STORE');
