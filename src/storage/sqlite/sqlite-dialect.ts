import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
} from 'kysely';
import type { StatementResult } from '../store.js';
import { SqliteError } from './sqlite-thread.js';
import type { SqliteTurns } from './sqlite-turns.js';

/** Kysely's way to the thread that holds the database. */
export function sqliteDialect(turns: SqliteTurns): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqliteDriver(turns),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** There is one connection: whoever has it keeps all others waiting until the end of a transaction. */
class SqliteDriver implements Driver {
  constructor(private readonly turns: SqliteTurns) {}

  init = () => Promise.resolve();
  destroy = () => Promise.resolve();

  async acquireConnection(): Promise<DatabaseConnection> {
    return new SqliteConnection(await this.turns.take());
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await connection.executeQuery(CompiledQuery.raw('rollback'));
    } catch (error) {
      // on a full disk SQLite rolls back by itself: the first error, which says why, is the one to tell
      if (!(error instanceof SqliteError) || !error.message.includes('no transaction is active')) throw error;
    }
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    (connection as SqliteConnection).turn.end();
    return Promise.resolve();
  }
}

class SqliteConnection implements DatabaseConnection {
  constructor(readonly turn: Awaited<ReturnType<SqliteTurns['take']>>) {}

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const [result] = (await this.turn.run([{ sql, parameters }], false)) as [StatementResult];
    return { rows: result.rows as Row[], numAffectedRows: BigInt(result.changes) };
  }

  // oxlint-disable-next-line require-yield -- Kysely asks for it; nothing here reads a table row by row
  async *streamQuery<Row>(): AsyncGenerator<QueryResult<Row>> {
    throw new Error('Rows are read in pages.');
  }
}
