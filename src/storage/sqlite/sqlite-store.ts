import { Logger } from '@nestjs/common';
import { Kysely, sql } from 'kysely';
import type { Database } from '../database.js';
import { GroupCommit } from '../group-commit.js';
import { Journal } from '../journal/journal.js';
import { StoreAwayError, type Statement, type StatementResult, type Store } from '../store.js';
import { probeStatement } from '../probe-statement.js';
import { WriteRecord } from '../write-record.js';
import { sqliteDialect } from './sqlite-dialect.js';
import { SqliteReader } from './sqlite-reader.js';
import { SqliteError, SqliteThread, StoreTakenError } from './sqlite-thread.js';
import { SqliteTurns } from './sqlite-turns.js';
import { StoreFiles } from './store-files.js';

const LOOK_EVERY_MS = 1_000;

/** The embedded store: `tollgate.db` in a folder that one process owns. */
export class SqliteStore implements Store {
  readonly dialect = 'sqlite';
  readonly news = null;
  readonly db: Kysely<Database>;
  readonly reports: Kysely<Database>;
  readonly writes = new WriteRecord();
  private readonly turns: SqliteTurns;
  private readonly commits = new GroupCommit((statements) => this.commit(statements));

  private readonly reader: SqliteReader;
  private readonly files: StoreFiles;
  private readonly watch: NodeJS.Timeout;
  private lost: StoreAwayError | null = null;
  private isClosed = false;

  private constructor(
    private readonly thread: SqliteThread,
    readonly journal: Journal,
    folder: string,
  ) {
    const run: SqliteThread['run'] = (...asked) =>
      thread.run(...asked).catch((error: unknown) => this.failAsStore(error));
    this.turns = new SqliteTurns({ run });
    this.db = new Kysely<Database>({ dialect: sqliteDialect(this.turns) });
    this.reader = new SqliteReader(folder);
    this.reports = new Kysely<Database>({ dialect: sqliteDialect(new SqliteTurns(this.reader)) });
    this.files = new StoreFiles(folder, journal);
    this.watch = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  /** @throws StoreRefusedError */
  static async open(folder: string): Promise<SqliteStore> {
    const thread = await SqliteThread.open(folder);
    return new SqliteStore(thread, new Journal(folder), folder);
  }

  write(statements: readonly Statement[]): Promise<readonly StatementResult[]> {
    // with its journal gone, what that remembered still has its tables
    return this.lost && !this.files.isDatabaseThere
      ? Promise.reject(this.lost)
      : this.commits.write(statements);
  }

  settled(): Promise<void> {
    return this.journal.settled();
  }

  async check(): Promise<void> {
    this.look();
    if (this.lost) throw this.lost;
    await sql`select 1`.execute(this.db);
  }

  async probe(): Promise<void> {
    await this.write([probeStatement(this.db, Date.now())]);
    this.journal.writes.note(false);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.watch);
    // what could not be brought into the tables stays in the journal, for the next owner
    await Promise.allSettled([this.settled()]);
    await this.commits.settled();
    const turn = await this.turns.take();
    await this.reader.close();
    await this.thread.close();
    await this.journal.close();
    turn.end();
  }

  /** What is written to files that nobody will find again is not kept. */
  private look(): void {
    if (this.isClosed) return;
    const areThere = this.files.areThere;
    if (areThere === (this.lost === null)) return;
    const message =
      'The files of the store (TOLLGATE_DATA) were deleted or replaced under the running process.';
    this.lost = areThere ? null : new StoreAwayError(message);
    this.journal.refuse(this.lost);
    const logger = new Logger('Storage');
    if (areThere) logger.warn('The files of the store are there again.');
    else
      logger.error(`${message} Calls with a budget are refused; bring them back, or start the gateway anew.`);
  }

  private async commit(statements: readonly Statement[]): Promise<readonly StatementResult[]> {
    const turn = await this.turns.take();
    try {
      const results = await turn.run(statements, true);
      this.writes.note(false);
      return results;
    } finally {
      turn.end();
    }
  }

  /** @throws StoreAwayError where the disk, or another program that has the file, is at fault; else the error itself. */
  private failAsStore(error: unknown): never {
    const isTaken = error instanceof StoreTakenError;
    if (!isTaken && !(error instanceof SqliteError && error.isOfDisk)) throw error;
    this.writes.note(true);
    const why = isTaken ? ': another program holds its file' : '';
    throw new StoreAwayError(`The store (TOLLGATE_DATA) cannot be written${why}.`, { cause: error });
  }
}
