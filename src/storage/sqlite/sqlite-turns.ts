import type { SqliteThread } from './sqlite-thread.js';

/** The database, while nobody else has it. */
export interface SqliteTurn {
  readonly run: SqliteThread['run'];
  end(): void;
}

/** One after the other in the order in which they asked: there is one connection. */
export class SqliteTurns {
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly thread: Pick<SqliteThread, 'run'>) {}

  async take(): Promise<SqliteTurn> {
    const before = this.last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.last = promise;
    await before;
    return { run: (statements, isTransaction) => this.thread.run(statements, isTransaction), end: resolve };
  }
}
