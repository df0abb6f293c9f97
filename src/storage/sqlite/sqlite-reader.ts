import { SqliteThread } from './sqlite-thread.js';

/** A second thread with a connection that only reads: begun by the first report, so that none holds up who writes. */
export class SqliteReader {
  private opening: Promise<SqliteThread> | null = null;

  constructor(private readonly folder: string) {}

  readonly run: SqliteThread['run'] = async (statements, isTransaction) => {
    this.opening ??= SqliteThread.openReader(this.folder);
    return (await this.opening).run(statements, isTransaction);
  };

  async close(): Promise<void> {
    await (await this.opening)?.close();
  }
}
