import { sql, type CompiledQuery, type RawBuilder } from 'kysely';
import type { Store } from '../../storage/store.js';
import {
  KEEP_MS,
  LEASE_MS,
  type AnswerStore,
  type Claim,
  type ClaimOutcome,
  type KeptAnswer,
} from './answer-store.js';

/** What has expired is deleted so often, in milliseconds. */
const TIDY_MS = 600_000;
/** Where so much of the room was written here, what is too much is deleted: to look at each would cost as much again. */
const SLACK = 1 / 16;

/** What time it is, for who thinks that it is `nowMs`. */
type Now = (nowMs: number) => RawBuilder<number>;

/** By the clock of this process. */
export const OWN_TIME: Now = (nowMs) => sql`cast(${nowMs} as double precision)`;
/** Nodes whose clocks differ would take claims of each other for lapsed. One time for a statement: an index finds by it. */
const TIME_OF_DATABASE: Now = () =>
  sql`cast(extract(epoch from statement_timestamp()) * 1000 as double precision)`;

/** Remembers answers in the gateway's store: they outlive the process, and nodes that share it share them. */
export class DatabaseAnswerStore implements AnswerStore {
  private tidiedAt = 0;
  private writtenBytes = 0;

  constructor(
    private readonly store: Store,
    private readonly maxBytes: number,
    private readonly now: Now,
  ) {}

  /**
   * Forgets what a process before this one left open, where no other can be at work on it.
   * @param maxBytes so much is kept in all, as it is written; the oldest go first.
   * @param now left out = of the database, where nodes share one.
   */
  static async open(
    store: Store,
    maxBytes: number,
    now = store.dialect === 'postgres' ? TIME_OF_DATABASE : OWN_TIME,
  ): Promise<DatabaseAnswerStore> {
    if (store.dialect === 'sqlite') {
      await store.write([store.db.deleteFrom('kept_answers').where('status', 'is', null).compile()]);
    }
    return new DatabaseAnswerStore(store, maxBytes, now);
  }

  async claim(claim: Claim, nowMs: number): Promise<ClaimOutcome> {
    const [claimed] = await this.store.write([this.claiming(claim, nowMs), ...this.tidying(nowMs)]);
    if (claimed && claimed.changes > 0) return 'first';
    const row = await this.store.db
      .selectFrom('kept_answers')
      .selectAll()
      .where('id', '=', claim.id)
      .executeTakeFirst();
    // Given up between the two: the next try finds it free.
    if (!row) return 'running';
    if (row.fingerprint !== claim.fingerprint) return 'other';
    const { status, headers, body, source } = row;
    if (status === null || headers === null || body === null || source === null) return 'running';
    return {
      status,
      headers: JSON.parse(headers) as KeptAnswer['headers'],
      body: Buffer.from(body, 'base64'),
      source: JSON.parse(source) as KeptAnswer['source'],
    };
  }

  async renew({ id, token }: Claim, nowMs: number): Promise<void> {
    await this.write(
      this.store.db
        .updateTable('kept_answers')
        .set({ expires_at: this.behind(nowMs, LEASE_MS) })
        .where('id', '=', id)
        .where('token', '=', token)
        .where('status', 'is', null)
        .compile(),
    );
  }

  async keep({ id, token }: Claim, answer: KeptAnswer, nowMs: number): Promise<void> {
    const { status, headers, source } = answer;
    const body = answer.body.toString('base64');
    const keeping = this.store.db
      .updateTable('kept_answers')
      .set({
        status,
        headers: JSON.stringify(headers),
        body,
        source: JSON.stringify(source),
        expires_at: this.behind(nowMs, KEEP_MS),
      })
      .where('id', '=', id)
      .where('token', '=', token)
      .compile();
    await this.store.write([keeping, ...this.makingRoom(body.length)]);
  }

  /** The newest stay, as many as there is room for; what is under way stays in any case. */
  private makingRoom(bytes: number): readonly CompiledQuery[] {
    const slack = this.maxBytes * SLACK;
    this.writtenBytes += bytes;
    if (this.writtenBytes < slack) return [];
    this.writtenBytes = 0;
    const tooOld = sql`delete from kept_answers where id in (
      select id from (
        select id, sum(length(body)) over (order by expires_at desc, id) as total
        from kept_answers where body is not null
      ) as kept where total > ${sql.lit(Math.floor(this.maxBytes - slack))}
    )`;
    return [tooOld.compile(this.store.db)];
  }

  async release({ id, token }: Claim): Promise<void> {
    await this.write(
      this.store.db.deleteFrom('kept_answers').where('id', '=', id).where('token', '=', token).compile(),
    );
  }

  /** Asked of the connection for reports: who looks holds up nobody. */
  async heldBytes(): Promise<number> {
    const { held } = await this.store.reports
      .selectFrom('kept_answers')
      .select(sql<bigint | null>`sum(octet_length(body))`.as('held'))
      .executeTakeFirstOrThrow();
    return Number(held ?? 0n);
  }

  /** Takes the place where it is free, or has lapsed. */
  private claiming({ id, token, fingerprint }: Claim, nowMs: number): CompiledQuery {
    const free = { token, fingerprint, expires_at: this.behind(nowMs, LEASE_MS) };
    const nothing = { status: null, headers: null, body: null, source: null };
    return this.store.db
      .insertInto('kept_answers')
      .values({ id, ...free, ...nothing })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet({ ...free, ...nothing })
          .where('kept_answers.expires_at', '<=', this.now(nowMs)),
      )
      .compile();
  }

  private behind(nowMs: number, ms: number): RawBuilder<number> {
    return sql`${this.now(nowMs)} + ${sql.lit(ms)}`;
  }

  private tidying(nowMs: number): readonly CompiledQuery[] {
    if (nowMs - this.tidiedAt < TIDY_MS) return [];
    this.tidiedAt = nowMs;
    return [this.store.db.deleteFrom('kept_answers').where('expires_at', '<=', this.now(nowMs)).compile()];
  }

  private async write(query: CompiledQuery): Promise<void> {
    await this.store.write([query]);
  }
}
