import { basename, extname, join, resolve as absolutePath } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StoreAwayError, StoreRefusedError, type Statement, type StatementResult } from '../store.js';
import type { SqliteFailure, SqliteReply, SqliteRequest } from './sqlite-worker.js';

interface Pending {
  readonly resolve: (results: readonly StatementResult[]) => void;
  readonly reject: (error: unknown) => void;
}

/** A statement that the database refused, by its own words and code. */
export class SqliteError extends Error {
  override readonly name = 'SqliteError';

  readonly code: string;
  readonly isOfDisk: boolean;

  constructor({ message, code, isOfDisk }: SqliteFailure) {
    super(message);
    this.code = code;
    this.isOfDisk = isOfDisk;
  }
}

/** The thread that holds the database of a folder, as others speak to it. Requests are done in their order. */
export class SqliteThread {
  private readonly worker: Worker;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private away: Error | null = null;

  private constructor(folder: string, isReader: boolean) {
    this.worker = new Worker(workerFile(), { workerData: { folder, isReader } });
    this.worker.on('message', (reply: SqliteReply) => this.settle(reply));
    this.worker.on('error', (cause: Error) => this.fail(cause));
    this.worker.on('exit', () => this.fail(new Error('its thread has ended')));
  }

  /**
   * @param folder is made where there is none.
   * @throws StoreRefusedError where another process has it, or it cannot be written.
   */
  static open(folder: string): Promise<SqliteThread> {
    return SqliteThread.begin(folder, false);
  }

  /** One more that only reads, beside the one that has it open. @throws StoreRefusedError */
  static openReader(folder: string): Promise<SqliteThread> {
    return SqliteThread.begin(folder, true);
  }

  private static async begin(folder: string, isReader: boolean): Promise<SqliteThread> {
    const absolute = absolutePath(folder);
    const thread = new SqliteThread(absolute, isReader);
    try {
      await thread.expect(0);
    } catch (error) {
      await thread.worker.terminate();
      throw refused(absolute, error);
    }
    return thread;
  }

  /** @throws SqliteError, StoreTakenError, StoreAwayError */
  run(statements: readonly Statement[], isTransaction: boolean): Promise<readonly StatementResult[]> {
    return this.ask(statements, isTransaction);
  }

  async close(): Promise<void> {
    const ended = new Promise<void>((done) => this.worker.once('exit', () => done()));
    await this.ask(null, false);
    this.worker.ref(); // the process does not end before it
    await ended;
  }

  private ask(statements: SqliteRequest['statements'], isTransaction: boolean) {
    if (this.away) return Promise.reject(new StoreAwayError('The store is closed.', { cause: this.away }));
    const id = (this.lastId += 1);
    const reply = this.expect(id);
    const request: SqliteRequest = { id, statements, isTransaction };
    this.worker.postMessage(request, []);
    return reply;
  }

  private expect(id: number): Promise<readonly StatementResult[]> {
    if (this.pending.size === 0) this.worker.ref();
    return new Promise((resolve, reject) => this.pending.set(id, { resolve, reject }));
  }

  private settle({ id, results, error }: SqliteReply): void {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    // a process that waits for nothing may end
    if (this.pending.size === 0) this.worker.unref();
    if (error === null) pending?.resolve(results);
    else pending?.reject(error.isTaken ? new StoreTakenError() : new SqliteError(error));
  }

  private fail(cause: Error): void {
    this.away ??= cause;
    for (const { reject } of this.pending.values()) {
      reject(new StoreAwayError('The store has ended before it answered.', { cause }));
    }
    this.pending.clear();
  }
}

/** Another program has the file, longer than is waited for. */
export class StoreTakenError extends Error {
  override readonly name = 'StoreTakenError';
}

function refused(folder: string, cause: unknown): StoreRefusedError {
  const reason = cause instanceof StoreAwayError ? cause.cause : cause;
  const message =
    cause instanceof StoreTakenError
      ? `The data in ${folder} is in use by another process. One gateway owns it at a time: stop the other, set TOLLGATE_DATA to another folder, or set DATABASE_URL for several gateways.`
      : `The data in ${folder} (TOLLGATE_DATA) cannot be opened: ${reason instanceof Error ? reason.message : String(reason)}.`;
  return new StoreRefusedError(message, { cause });
}

/** Beside this file, or, where the build has put all others into one, in its own place of the build. */
function workerFile(): string {
  const room = basename(__dirname) === 'sqlite' ? __dirname : join(__dirname, 'storage', 'sqlite');
  return join(room, `sqlite-worker${extname(__filename)}`);
}
