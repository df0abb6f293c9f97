import { sql } from 'kysely';
import type { Clock } from '../../common/clock.js';
import { StoreAwayError, type Store } from '../../storage/store.js';
import type { SelectorSource } from '../budgets/charge-statements.js';
import { closePending } from './pending-calls.js';
import type { DeclaredKeys } from './spender-of-row.js';

const BEAT_MS = 5_000;
/** A node that was not seen for so long is gone, by the database's own time. */
const GONE_MS = 30_000;
/** Where the database was away for all, others need as long to be heard again: none of them is taken for gone before. */
const PATIENCE_MS = 10_000;
/** Of those that were forgotten: the next beat closes others. */
const MANY_CALLS = 1_000;
const FORGOTTEN_MS = 86_400_000;

export interface NodeLeaseOptions {
  /** This process, among those that share the store. */
  readonly node: string;
  /** Ids of its calls that are under way, or whose end is yet to be written. */
  readonly underWay: ReadonlySet<string>;
  /** Names of selectors in the operator's file. */
  readonly fileSelectors: readonly string[];
  readonly selectorsOf: SelectorSource;
  readonly declaredKeys: DeclaredKeys;
  /** Told once of beats in a row that were not heard. */
  readonly onFailure: (error: unknown) => void;
  /** Told again and again how many nodes live, this one among them. */
  readonly onNodes: (count: number) => void;
  /** Told once of nodes of the version before that are gone: they charged no selectors that are in other files alone. */
  readonly onOlderGone: () => Promise<void>;
}

/**
 * Tells other nodes that this one lives, and settles what nodes have left open that do not: their calls cost what was
 * reserved for them.
 */
export class NodeLease {
  private stop: (() => void) | null = null;
  private hasEnded = false;
  private isUnheard = false;
  /** When this node was heard last, and since when without a gap; monotonic. */
  private heardAtMs = -Infinity;
  private heardSinceMs = -Infinity;
  /** Nodes of the version before that were told of. */
  private readonly older = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly options: NodeLeaseOptions,
  ) {}

  /** @throws what the store throws, but that it is away: the next beat may be heard. */
  async begin(): Promise<void> {
    await this.beat().catch((error: unknown) => {
      if (!(error instanceof StoreAwayError)) throw error;
    });
    this.beatLater();
  }

  end(): void {
    this.hasEnded = true;
    this.stop?.();
  }

  /** @throws what the store throws. */
  async beat(): Promise<void> {
    const { db } = this.store;
    const now = sql`extract(epoch from clock_timestamp()) * 1000`;
    const { declaredKeys, fileSelectors, node, selectorsOf } = this.options;
    await sql`insert into nodes (id, seen_at, charges_selectors, file_selectors)
      values (${node}, ${now}, 1, ${JSON.stringify(fileSelectors)})
      on conflict (id) do update set seen_at = excluded.seen_at`.execute(db);
    await sql`delete from nodes where seen_at < ${now} - ${sql.lit(FORGOTTEN_MS)}`.execute(db);
    const { rows } = await sql<{ node: string }>`select distinct node from calls
      where outcome = 'pending' and not exists (
        select 1 from nodes where nodes.id = calls.node and nodes.seen_at > ${now} - ${sql.lit(GONE_MS)}
      )`.execute(db);
    const { rows: counts } = await sql<{ alive: bigint }>`select count(*) as alive from nodes
      where seen_at > ${now} - ${sql.lit(GONE_MS)}`.execute(db);
    this.options.onNodes(Number(counts[0]?.alive ?? 1));
    if (!this.wasHeardForLong()) return;
    const gone = rows.map((row) => row.node);
    const about = { nowMs: this.clock.nowMs(), selectorsOf, declaredKeys };
    if (gone.length > 0) await closePending(this.store, { ...about, nodes: gone });
    const forgotten = await this.forgottenCalls();
    if (forgotten.length > 0)
      await closePending(this.store, { ...about, nodes: [node], onlyCalls: forgotten });
  }

  /** Own calls that are open in the store alone: a database that took over from another has not heard of their ends. */
  private async forgottenCalls(): Promise<readonly string[]> {
    const { node, underWay } = this.options;
    const { rows } = await sql<{
      id: string;
    }>`select id from calls where outcome = 'pending' and node = ${node}`.execute(this.store.db);
    return rows
      .map(({ id }) => id)
      .filter((id) => !underWay.has(id))
      .slice(0, MANY_CALLS);
  }

  private wasHeardForLong(): boolean {
    const nowMs = this.clock.monotonicMs();
    if (nowMs - this.heardAtMs > PATIENCE_MS) this.heardSinceMs = nowMs;
    this.heardAtMs = nowMs;
    return nowMs - this.heardSinceMs >= PATIENCE_MS;
  }

  /** Behind a beat, which has charged what they had left open. @throws what the store throws. */
  private async lookForOlder(): Promise<void> {
    const { rows } = await sql<{ id: string }>`select id from nodes where charges_selectors is null
      and seen_at <= extract(epoch from clock_timestamp()) * 1000 - ${sql.lit(GONE_MS)}`.execute(
      this.store.db,
    );
    const found = rows.map(({ id }) => id).filter((id) => !this.older.has(id));
    if (found.length === 0) return;
    for (const id of found) this.older.add(id);
    // it may take longer than others wait for a beat
    void this.options.onOlderGone().catch((error: unknown) => {
      for (const id of found) this.older.delete(id);
      this.wasUnheard(error);
    });
  }

  private beatLater(): void {
    this.stop = this.clock.setTimer(BEAT_MS, () => {
      if (this.hasEnded) return;
      void this.beat()
        .then(() => this.lookForOlder())
        .then(
          () => (this.isUnheard = false),
          (error: unknown) => this.wasUnheard(error),
        )
        .finally(() => this.beatLater());
    });
  }

  private wasUnheard(error: unknown): void {
    if (!this.isUnheard) this.options.onFailure(error);
    this.isUnheard = true;
  }
}
