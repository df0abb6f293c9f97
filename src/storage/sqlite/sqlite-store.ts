import { Kysely, sql } from 'kysely';
import type { Database } from '../database.js';
import { GroupCommit } from '../group-commit.js';
import { Journal } from '../journal/journal.js';
import type { Statement, StatementResult, Store } from '../store.js';
import { sqliteDialect } from './sqlite-dialect.js';
import { SqliteThread } from './sqlite-thread.js';
import { SqliteTurns } from './sqlite-turns.js';

/** The embedded store: `tollgate.db` in a folder that one process owns. */
export class SqliteStore implements Store {
  readonly dialect = 'sqlite';
  readonly db: Kysely<Database>;
  private readonly turns: SqliteTurns;
  private readonly commits = new GroupCommit((statements) => this.commit(statements));

  private constructor(
    private readonly thread: SqliteThread,
    readonly journal: Journal,
  ) {
    this.turns = new SqliteTurns(thread);
    this.db = new Kysely<Database>({ dialect: sqliteDialect(this.turns) });
  }

  /** @throws StoreRefusedError */
  static async open(folder: string): Promise<SqliteStore> {
    const thread = await SqliteThread.open(folder);
    return new SqliteStore(thread, new Journal(folder));
  }

  write(statements: readonly Statement[]): Promise<readonly StatementResult[]> {
    return this.commits.write(statements);
  }

  settled(): Promise<void> {
    return this.journal.settled();
  }

  async check(): Promise<void> {
    await sql`select 1`.execute(this.db);
  }

  async close(): Promise<void> {
    // what could not be brought into the tables stays in the journal, for the next owner
    await Promise.allSettled([this.settled()]);
    await this.commits.settled();
    const turn = await this.turns.take();
    await this.thread.close();
    this.journal.close();
    turn.end();
  }

  private async commit(statements: readonly Statement[]): Promise<readonly StatementResult[]> {
    const turn = await this.turns.take();
    try {
      return await turn.run(statements, true);
    } finally {
      turn.end();
    }
  }
}
