import { StoreAwayError, StoreRefusedError } from '../store.js';
import { SqliteThread, StoreTakenError } from './sqlite-thread.js';

/**
 * A second thread with a connection that only reads: begun by the first report, so that none holds up who writes. One
 * that could not begin, or has ended before its time, is begun anew by the next.
 */
export class SqliteReader {
  private opening: Promise<SqliteThread> | null = null;
  private isClosed = false;

  constructor(private readonly folder: string) {}

  /** @throws SqliteError, StoreAwayError */
  readonly run: SqliteThread['run'] = async (statements, isTransaction) => {
    if (this.isClosed) throw new StoreAwayError('The store is closed.');
    this.opening ??= SqliteThread.openReader(this.folder);
    try {
      return await (await this.opening).run(statements, isTransaction);
    } catch (error) {
      throw this.told(error);
    }
  };

  async close(): Promise<void> {
    this.isClosed = true;
    const [opened] = await Promise.allSettled([this.opening]);
    // a thread that has ended has nothing left to close
    if (opened.status === 'fulfilled') await Promise.allSettled([opened.value?.close()]);
  }

  private told(error: unknown): unknown {
    if (error instanceof StoreTakenError)
      return new StoreAwayError('The store (TOLLGATE_DATA) cannot be read: another program holds its file.', {
        cause: error,
      });
    const isAway = error instanceof StoreAwayError;
    if (!isAway && !(error instanceof StoreRefusedError)) return error;
    this.opening = null;
    return isAway ? error : new StoreAwayError('The store (TOLLGATE_DATA) cannot be read.', { cause: error });
  }
}
