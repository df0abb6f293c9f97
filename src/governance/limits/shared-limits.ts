import type { OnApplicationShutdown } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import {
  isReached,
  type LimitReached,
  type LimitState,
  type LimitStore,
  type LimitWish,
  type TakenLimits,
} from './limit-store.js';
import type { LimitSharing } from './sharing.js';
import { MemoryLimitStore, type WindowCount } from './memory-limit-store.js';

/** Where nodes count together; what it does fails while it is away. */
export interface NodesTogether extends LimitStore {
  take(wishes: readonly LimitWish[]): Promise<TakenLimits | LimitReached>;
  /** A call was let in without it. @returns to be called at its end. */
  hold(wishes: readonly LimitWish[]): () => void;
  beat(): Promise<Beat>;
  /** What was counted without it counts there from now on. */
  carry(counts: readonly WindowCount[]): Promise<void>;
}

/** What is heard of the others. */
export interface Beat {
  /** How many live, this one among them. */
  readonly nodes: number;
  /** What was counted there before the last beat is lost. */
  readonly hasForgotten: boolean;
}

/** Told once, whenever it changes. */
export interface SharingListener {
  /** @param nodes how many share the limits by now, as far as is known. */
  away(error: unknown, nodes: number): void;
  back(): void;
}

/** By how much more a call came to than was thought when it began. */
interface Change {
  readonly key: string;
  readonly windowMs: number;
  /** When it began, of a monotonic clock. */
  readonly atMs: number;
  readonly more: number;
}

/** What is left to do where the process ends. */
export type Leave = () => Promise<void>;

/** The lease of a node is three times as long. */
const BEAT_MS = 5_000;
/** One that is away is asked again after so long, by this and not by requests. */
const AGAIN_MS = 1_000;
/** Where nobody could be asked yet: whoever shares limits has a second node. */
const NODES_AT_LEAST = 2;

/**
 * Counts together with other nodes, and, while these cannot be reached, within this node's share of each limit: the
 * limit by the number of nodes that were there, and at least one. What it took before counts in its share. A request
 * waits for the others once at most: for as long as it takes to learn that they are away.
 */
export class SharedLimits implements LimitStore, LimitSharing, OnApplicationShutdown {
  /** All that this node counted. */
  private readonly own: MemoryLimitStore;
  /** What of it the others do not know. */
  private alone: MemoryLimitStore;
  /** What calls came to more, or less, that the others were told of while they ran; they cannot be asked just now. */
  private changes: Change[] = [];
  private isAway = false;
  private isClosed = false;
  private nodes = NODES_AT_LEAST;
  private stop: (() => void) | null = null;
  /** How many decisions were made by this node alone. */
  decidedAlone = 0;

  constructor(
    private readonly together: NodesTogether,
    private readonly clock: Clock,
    private readonly listener: SharingListener,
    private readonly leave: Leave,
  ) {
    this.own = new MemoryLimitStore(clock);
    this.alone = new MemoryLimitStore(clock);
  }

  /** Settles when it is known whether the others can be reached; from then on it is looked after. */
  async begin(): Promise<void> {
    await this.beat();
  }

  /** Calls that run still are settled before: this is behind them. */
  async onApplicationShutdown(): Promise<void> {
    this.isClosed = true;
    this.stop?.();
    await this.leave();
  }

  /** So many nodes share the database; while these cannot tell of themselves, that is how many share the limits. */
  heardOf(nodes: number): void {
    if (this.isAway) this.nodes = nodes;
  }

  get areAway(): boolean {
    return this.isAway;
  }

  take(wishes: readonly LimitWish[]): TakenLimits | LimitReached | Promise<TakenLimits | LimitReached> {
    if (this.isAway) return this.takeOfShare(wishes);
    return this.together.take(wishes).then(
      (outcome) => (isReached(outcome) ? outcome : both(outcome, this.own.add(wishes))),
      (error: unknown) => {
        this.lost(error);
        return this.takeOfShare(wishes);
      },
    );
  }

  private takeOfShare(wishes: readonly LimitWish[]): TakenLimits | LimitReached {
    // whoever only looks takes nothing
    if (wishes.some(({ amount }) => amount > 0)) this.decidedAlone += 1;
    const shares = wishes.map((wish) => {
      const limit = Math.min(wish.limit, Math.max(1, Math.floor(wish.limit / this.nodes)));
      return { ...wish, limit, amount: Math.min(wish.amount, Math.max(1, limit)) };
    });
    const outcome = this.own.take(shares);
    if (isReached(outcome)) return { ...outcome, share: shares[outcome.index]!.limit };
    const states = outcome.states.map((state, at): LimitState => ({ ...state, share: shares[at]!.limit }));
    const { alone } = this;
    const [takenAtMs, drop] = [this.clock.monotonicMs(), this.together.hold(wishes)];
    return new SharedTaken(states, [outcome, alone.add(shares)], (amounts) => {
      drop();
      // the others were told what it was thought to come to
      if (this.alone !== alone) this.change(shares, amounts, takenAtMs);
    });
  }

  private change(shares: readonly LimitWish[], amounts: readonly number[], atMs: number): void {
    shares.forEach(({ key, windowMs, amount }, at) => {
      const more = (amounts[at] ?? amount) - amount;
      if (windowMs !== null && more !== 0) this.changes.push({ key, windowMs, atMs, more });
    });
    if (!this.isAway) void this.carryChanges();
  }

  private async carryChanges(): Promise<void> {
    const nowMs = this.clock.monotonicMs();
    const counts = this.changes.map(({ key, windowMs, atMs, more }) => {
      return { key, windowMs, amounts: [{ ageMs: nowMs - atMs, amount: more }] };
    });
    this.changes = [];
    if (counts.length > 0) await this.together.carry(counts).catch(() => undefined);
  }

  private lost(error: unknown): void {
    if (this.isAway || this.isClosed) return;
    this.isAway = true;
    this.listener.away(error, this.nodes);
    this.beatLater(AGAIN_MS);
  }

  private async beat(): Promise<void> {
    try {
      const { nodes, hasForgotten } = await this.together.beat();
      this.nodes = nodes;
      if (this.isAway || hasForgotten) await this.tell(hasForgotten);
      if (this.isAway) this.listener.back();
      this.isAway = false;
      this.beatLater(BEAT_MS);
    } catch (error) {
      if (this.isAway) this.beatLater(AGAIN_MS);
      else this.lost(error);
    }
  }

  /** Told once: what of it is not heard is not told again, or some of it would count twice. */
  private async tell(hasForgotten: boolean): Promise<void> {
    const counts = (hasForgotten ? this.own : this.alone).windowCounts();
    this.alone = new MemoryLimitStore(this.clock);
    await this.together.carry(counts).catch(() => undefined);
    // all that this node counted has them
    if (hasForgotten) this.changes = [];
    await this.carryChanges();
  }

  private beatLater(delayMs: number): void {
    this.stop?.();
    if (!this.isClosed) this.stop = this.clock.setTimer(delayMs, () => void this.beat());
  }
}

function both(together: TakenLimits, own: TakenLimits): TakenLimits {
  return new SharedTaken(together.states, [together, own], () => undefined);
}

class SharedTaken implements TakenLimits {
  private isOver = false;

  constructor(
    readonly states: readonly LimitState[],
    private readonly taken: readonly TakenLimits[],
    private readonly end: (amounts: readonly number[]) => void,
  ) {}

  settle(amounts: readonly number[]): void {
    if (this.isOver) return;
    this.isOver = true;
    for (const each of this.taken) each.settle(amounts);
    this.end(amounts);
  }

  release(): void {
    this.settle(this.states.map(() => 0));
  }
}
