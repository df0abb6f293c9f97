// The thread that holds the database: a flush to the disk must not hold up the one that answers callers. It is loaded
// as a file of its own, from the build and, by tests, from the sources as Node reads them: it imports types alone, and
// has nothing that would have to be compiled.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { MessagePort } from 'node:worker_threads';

/** A statement on its way to the thread. */
export interface SqliteStatement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** JSON, as a text or in UTF-8: lists of parameters; the statement is run with each. Left out = with `parameters`, once. */
  readonly rows?: string | Uint8Array;
}

export interface SqliteResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly changes: number;
}

/** Statements, one by one as they are, or as one transaction; none = the database is to be closed. */
export interface SqliteRequest {
  readonly id: number;
  readonly statements: readonly SqliteStatement[] | null;
  readonly isTransaction: boolean;
}

/** A statement that the database refused. */
export interface SqliteFailure {
  readonly message: string;
  /** Code of Node's error, such as `ERR_SQLITE_ERROR`. */
  readonly code: string;
  /** Another process holds the database. */
  readonly isTaken: boolean;
  /** The disk is full, read only, broken or gone: the statement is not at fault. */
  readonly isOfDisk: boolean;
}

/** What became of a request; the one with the id 0 says whether the database could be opened. */
export interface SqliteReply {
  readonly id: number;
  readonly results: readonly SqliteResult[];
  /** `null` = all went well. */
  readonly error: SqliteFailure | null;
}

const { DatabaseSync: Connection } = process.getBuiltinModule('node:sqlite');
const files = process.getBuiltinModule('node:fs');
const paths = process.getBuiltinModule('node:path');
const threads = process.getBuiltinModule('node:worker_threads');

const port = threads.parentPort as MessagePort;
const given = threads.workerData as { readonly folder: string; readonly isReader: boolean };

const utf8 = new TextDecoder();

const MAX_PREPARED = 256;
/** Result codes of SQLite; the lowest eight bits of a code are its kind. */
const BUSY = 5;
const READ_ONLY = 8;
const IO_ERROR = 10;
const FULL = 13;
const CANNOT_OPEN = 14;
const OF_DISK: readonly number[] = [READ_ONLY, IO_ERROR, FULL, CANNOT_OPEN];

/** So long another program may hold the file when it is opened; in milliseconds. */
const PATIENCE_AT_START_MS = 5_000;
/** The same of a statement: whoever asked is told to come again, and what has ended is in the journal. */
const PATIENCE_MS = 1_000;

interface Prepared {
  readonly statement: StatementSync;
  /** Columns that are read as numbers; all other integers are read as `bigint`. */
  readonly numbers: readonly string[];
  readonly returnsRows: boolean;
}

class Database {
  private readonly prepared = new Map<string, Prepared>();

  /** `null` = it only reads. */
  private readonly lock: DatabaseSync | null;
  private readonly connection: DatabaseSync;

  private constructor(lock: DatabaseSync | null, connection: DatabaseSync) {
    this.lock = lock;
    this.connection = connection;
  }

  static open(folder: string): Database {
    files.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const lock = new Connection(ownFile(folder, 'tollgate.lock'), { timeout: 0 });
    // held until the process ends, however it ends: nothing of it is left behind by a crash
    lock.exec('pragma journal_mode = delete; begin exclusive');
    const connection = new Connection(ownFile(folder, 'tollgate.db'), { timeout: PATIENCE_AT_START_MS });
    connection.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on');
    connection.exec(`pragma busy_timeout = ${PATIENCE_MS}`);
    return new Database(lock, connection);
  }

  static openReader(folder: string): Database {
    const file = paths.join(folder, 'tollgate.db');
    return new Database(null, new Connection(file, { timeout: PATIENCE_MS, readOnly: true }));
  }

  run(statements: readonly SqliteStatement[]): SqliteResult[] {
    return statements.map((statement) => this.runOne(statement));
  }

  runTransaction(statements: readonly SqliteStatement[]): SqliteResult[] {
    this.connection.exec('begin immediate');
    try {
      const results = this.run(statements);
      this.connection.exec('commit');
      return results;
    } catch (error) {
      if (this.connection.isTransaction) this.connection.exec('rollback');
      throw error;
    }
  }

  close(): void {
    this.prepared.clear();
    this.connection.close();
    this.lock?.close();
  }

  private runOne({ sql, parameters, rows: lists }: SqliteStatement): SqliteResult {
    const { statement, numbers, returnsRows } = this.prepare(sql);
    if (lists !== undefined) return { rows: [], changes: runEach(statement, lists) };
    const values = parameters as SQLInputValue[];
    if (!returnsRows) return { rows: [], changes: Number(statement.run(...values).changes) };
    const rows = statement.all(...values) as Record<string, unknown>[];
    for (const row of rows) for (const name of numbers) if (row[name] !== null) row[name] = Number(row[name]);
    return { rows, changes: rows.length };
  }

  private prepare(sql: string): Prepared {
    const known = this.prepared.get(sql);
    if (known) return known;
    const statement = this.connection.prepare(sql);
    statement.setReadBigInts(true);
    const columns = statement.columns();
    const numbers = columns.filter(({ type }) => type?.toLowerCase() === 'integer').map(({ name }) => name);
    const prepared = { statement, numbers, returnsRows: columns.length > 0 };
    if (this.prepared.size === MAX_PREPARED) this.prepared.delete([...this.prepared.keys()][0]!);
    this.prepared.set(sql, prepared);
    return prepared;
  }
}

/** For nobody else; what SQLite puts beside it has its mode. */
function ownFile(folder: string, name: string): string {
  const file = paths.join(folder, name);
  files.closeSync(files.openSync(file, 'a', 0o600));
  return file;
}

function runEach(statement: StatementSync, lists: string | Uint8Array): number {
  let changes = 0;
  const json = typeof lists === 'string' ? lists : utf8.decode(lists);
  for (const values of JSON.parse(json) as SQLInputValue[][])
    changes += Number(statement.run(...values).changes);
  return changes;
}

function answer(id: number, act: () => readonly SqliteResult[]): void {
  let reply: SqliteReply;
  try {
    reply = { id, results: act(), error: null };
  } catch (error) {
    const { message, code = '', errcode = 0 } = error as Error & { code?: string; errcode?: number };
    const isOfDisk = OF_DISK.includes(errcode & 0xff);
    reply = { id, results: [], error: { message, code, isTaken: errcode === BUSY, isOfDisk } };
  }
  port.postMessage(reply);
}

let database: Database;
answer(0, () => {
  database = given.isReader ? Database.openReader(given.folder) : Database.open(given.folder);
  return [];
});
port.on('message', ({ id, statements, isTransaction }: SqliteRequest) => {
  answer(id, () => {
    if (statements === null) database.close();
    else return isTransaction ? database.runTransaction(statements) : database.run(statements);
    return [];
  });
  if (statements === null) port.close();
});
