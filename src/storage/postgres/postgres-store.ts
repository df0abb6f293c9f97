import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool, type PoolClient } from 'pg';
import { systemClock, type Clock } from '../../common/clock.js';
import type { Database } from '../database.js';
import { GroupCommit } from '../group-commit.js';
import type { SharedDatabase } from '../store-place.js';
import {
  RowsNotThereError,
  StoreAwayError,
  type Statement,
  type StatementResult,
  type Store,
} from '../store.js';
import { probeStatement } from '../probe-statement.js';
import { WriteRecord } from '../write-record.js';
import { asAway, asStoreError, isConnectionLost } from './postgres-errors.js';
import { PostgresSilence } from './postgres-silence.js';
import { PostgresNews } from './postgres-news.js';
import { connect, poolForKysely } from './postgres-pool.js';
import { typeParserOf } from './postgres-types.js';

/** Of reports, and of sums over all calls of a budget's period. */
const REPORT_TIMEOUT_MS = 120_000;

/**
 * What waits for a lock sees what was written until it had it, whatever the database or the user has as a default. It
 * gives up in the server as well: that hears of a connection that is given up only once it answers, and goes on waiting.
 */
const settingsOf = (lockTimeoutMs: number) =>
  `set default_transaction_isolation to 'read committed'; set lock_timeout to ${Math.ceil(lockTimeoutMs)}`;

/** What several nodes share. */
export class PostgresStore implements Store {
  readonly dialect = 'postgres';
  readonly journal = null;
  readonly db: Kysely<Database>;
  readonly reports: Kysely<Database>;
  readonly news: PostgresNews;
  readonly writes = new WriteRecord();
  private readonly pool: Pool;
  private readonly silence: PostgresSilence;
  /** Those that somebody has, and may wait for. */
  private readonly taken = new Set<PoolClient>();
  private isOpen = true;
  private onClose: (() => void) | null = null;
  private readonly commits = new GroupCommit((statements) => this.commit(statements));

  /** Nothing is connected before the first query. */
  constructor(
    { url, maxConnections, connectTimeoutMs, queryTimeoutMs }: SharedDatabase,
    clock: Clock = systemClock,
  ) {
    const config = {
      connectionString: url,
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: queryTimeoutMs,
      application_name: 'tollgate',
    };
    this.pool = new Pool({
      ...config,
      max: maxConnections,
      types: { getTypeParser: typeParserOf },
      verify: (client, done) =>
        client.query(settingsOf(queryTimeoutMs), (error: Error | null) => done(error ?? undefined)),
    });
    this.news = new PostgresNews({ ...config, keepAlive: true });
    // A connection that is lost, used or not, fails the queries on it, and the next makes another; unheard, its event
    // would end the process.
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => client.on('error', () => undefined));
    this.pool.on('acquire', (client) => this.taken.add(client));
    this.pool.on('release', (_error, client) => this.taken.delete(client));
    this.silence = new PostgresSilence(config, clock, () => this.giveUp());
    this.db = this.over(() => this.take());
    this.reports = this.over(() => this.take(), Math.max(queryTimeoutMs, REPORT_TIMEOUT_MS));
  }

  /**
   * Lets nothing else near the database before this is done: its schema may be another version's.
   * @throws what `work` throws, as often as it is tried.
   */
  async openBy(work: (store: Pick<Store, 'db' | 'dialect'>) => Promise<void>): Promise<void> {
    this.isOpen = false;
    await work({ db: this.over(() => connect(this.pool)), dialect: this.dialect });
    this.isOpen = true;
  }

  /** What ends with the store. */
  whenClosed(end: () => void): void {
    this.onClose = end;
  }

  write(statements: readonly Statement[]): Promise<readonly StatementResult[]> {
    return this.commits.write(statements);
  }

  settled = () => Promise.resolve();

  async check(): Promise<void> {
    await sql`select 1`.execute(this.db);
  }

  async probe(): Promise<void> {
    await this.write([probeStatement(this.db, Date.now())]);
  }

  async close(): Promise<void> {
    this.onClose?.();
    await this.commits.settled();
    await this.news.close();
    this.silence.stop();
    await this.pool.end();
  }

  private over(take: () => Promise<PoolClient>, queryTimeoutMs?: number): Kysely<Database> {
    const pool = poolForKysely(this.pool, take, {
      watch: () => this.silence.watch(),
      queryTimeoutMs,
    });
    return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  }

  /** @throws StoreAwayError */
  private async take(): Promise<PoolClient> {
    if (!this.isOpen) throw new StoreAwayError('The store (DATABASE_URL) has not been reached yet.');
    if (this.silence.isSilent) throw new StoreAwayError('The store (DATABASE_URL) says nothing.');
    const end = this.silence.watch();
    try {
      return await connect(this.pool);
    } catch (error) {
      // it was open before: a password or a name that it does not take any more keeps nobody from trying again
      throw asAway(error);
    } finally {
      end();
    }
  }

  /** What is asked on these connections fails now, and not when its time is over. */
  private giveUp(): void {
    for (const client of this.taken) void client.end();
  }

  private async commit(statements: readonly Statement[]): Promise<readonly StatementResult[]> {
    const client = await this.take();
    const end = this.silence.watch();
    let broken: Error | undefined;
    try {
      const results = await transact(client, statements);
      this.writes.note(false);
      return results;
    } catch (error) {
      const isLost = isConnectionLost(error);
      this.writes.note(isLost);
      broken = isLost ? (error as Error) : undefined;
      throw asStoreError(error);
    } finally {
      end();
      client.release(broken);
    }
  }
}

async function transact(client: PoolClient, statements: readonly Statement[]): Promise<StatementResult[]> {
  await client.query('begin');
  try {
    const results: StatementResult[] = [];
    for (const { sql: text, parameters, mustChange } of statements) {
      const { rows, rowCount } = await client.query<Record<string, unknown>>(text, [...parameters]);
      if (mustChange !== undefined && rowCount !== mustChange)
        throw new RowsNotThereError(`${mustChange} rows were to be changed, ${rowCount} were there.`);
      results.push({ rows, changes: rowCount ?? 0 });
    }
    await client.query('commit');
    return results;
  } catch (error) {
    if (!isConnectionLost(error)) await client.query('rollback');
    throw error;
  }
}
