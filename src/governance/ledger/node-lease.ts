import { sql } from 'kysely';
import type { Clock } from '../../common/clock.js';
import { StoreAwayError, type Store } from '../../storage/store.js';
import type { SelectorSource } from '../budgets/charge-statements.js';
import { closePending } from './pending-calls.js';
import type { DeclaredKeys } from './spender-of-row.js';

const BEAT_MS = 5_000;
/** A node that was not seen for so long is gone, by the database's own time. */
const GONE_MS = 30_000;
const FORGOTTEN_MS = 86_400_000;

export interface NodeLeaseOptions {
  /** This process, among those that share the store. */
  readonly node: string;
  readonly selectorsOf: SelectorSource;
  readonly declaredKeys: DeclaredKeys;
  /** Told once of beats in a row that were not heard. */
  readonly onFailure: (error: unknown) => void;
  /** Told again and again how many nodes live, this one among them. */
  readonly onNodes: (count: number) => void;
}

/**
 * Tells other nodes that this one lives, and settles what nodes have left open that do not: their calls cost what was
 * reserved for them.
 */
export class NodeLease {
  private stop: (() => void) | null = null;
  private hasEnded = false;
  private isUnheard = false;

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
    await sql`insert into nodes (id, seen_at) values (${this.options.node}, ${now})
      on conflict (id) do update set seen_at = excluded.seen_at`.execute(db);
    await sql`delete from nodes where seen_at < ${now} - ${sql.lit(FORGOTTEN_MS)}`.execute(db);
    const { rows } = await sql<{ node: string }>`select distinct node from calls
      where outcome = 'pending' and not exists (
        select 1 from nodes where nodes.id = calls.node and nodes.seen_at > ${now} - ${sql.lit(GONE_MS)}
      )`.execute(db);
    const { rows: counts } = await sql<{ alive: bigint }>`select count(*) as alive from nodes
      where seen_at > ${now} - ${sql.lit(GONE_MS)}`.execute(db);
    this.options.onNodes(Number(counts[0]?.alive ?? 1));
    const gone = rows.map(({ node }) => node);
    const { declaredKeys, selectorsOf } = this.options;
    if (gone.length > 0)
      await closePending(this.store, { nowMs: this.clock.nowMs(), nodes: gone, selectorsOf, declaredKeys });
  }

  private beatLater(): void {
    this.stop = this.clock.setTimer(BEAT_MS, () => {
      if (this.hasEnded) return;
      void this.beat()
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
