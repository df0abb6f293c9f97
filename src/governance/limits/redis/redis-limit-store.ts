import { randomUUID } from 'node:crypto';
import type { LimitReached, LimitWish, TakenLimits } from '../limit-store.js';
import type { WindowCount } from '../memory-limit-store.js';
import type { Beat, NodesTogether } from '../shared-limits.js';
import { CallLeases } from './call-leases.js';
import { RedisAwayError, type RedisLink } from './redis-link.js';
import { UntoldSettlements, type SlotChange } from './untold-settlements.js';

/** All in one slot of a cluster, since one script works on several; a database of its own keeps gateways apart. */
const PREFIX = '{tollgate}:';
const NODES_KEY = `${PREFIX}nodes`;
/** Another text after each time that the server forgot all. */
const MEMORY_KEY = `${PREFIX}memory`;
/** What a node that was killed held is free after so long, in milliseconds. */
export const LEASE_MS = 15_000;
/** So many leases are renewed by one script. */
const MANY_CALLS = 500;
/** Most slots that one script corrects. */
const MANY_SLOTS = 100;

type Link = Pick<RedisLink, 'run'>;

/** Counts in a Redis, or Valkey, that several nodes share. */
export class RedisLimitStore implements NodesTogether {
  private readonly leases: CallLeases;
  private readonly untold = new UntoldSettlements();
  private memory: string | null = null;

  constructor(
    private readonly link: Link,
    private readonly node: string,
  ) {
    this.leases = new CallLeases(node);
  }

  /** @throws RedisAwayError: what was taken, if anything, goes back as soon as it is known. */
  async take(wishes: readonly LimitWish[]): Promise<TakenLimits | LimitReached> {
    const call = this.leases.nextCall();
    const keys = wishes.map(keyOf);
    const wanted = wishes.flatMap(({ limit, amount, windowMs }) => [
      Math.floor(limit),
      Math.ceil(amount),
      windowMs ?? 0,
    ]);
    const giveBack = (answer: unknown) => {
      const outcome = read(answer, wishes.length);
      if ('slots' in outcome) this.settle(call, wishes, outcome.slots, []);
    };
    const answer = await this.link.run('take', keys, [call, LEASE_MS, ...wanted], giveBack);
    const outcome = read(answer, wishes.length);
    if (!('slots' in outcome)) return outcome;
    const { slots, states } = outcome;
    const drop = this.lease(wishes, call);
    return new RedisTaken(wishes, states, (amounts) => {
      drop();
      this.settle(call, wishes, slots, amounts);
    });
  }

  /**
   * A call was let in while nobody could be asked: others hear of it, where it counts as one at once, by the next beat.
   * @returns to be called at its end.
   */
  hold(wishes: readonly LimitWish[]): () => void {
    const call = this.leases.nextCall();
    const atOnce = wishes.filter(({ windowMs }) => windowMs === null);
    const drop = this.lease(atOnce, call);
    return () => {
      drop();
      this.settle(call, atOnce, [], []);
    };
  }

  /** Tells that this node lives, and that its calls go on. @throws RedisAwayError */
  async beat(): Promise<Beat> {
    const [answer] = await Promise.all([
      this.link.run('beat', [NODES_KEY, MEMORY_KEY], [this.node, LEASE_MS, randomUUID()]),
      ...this.leases.all().map(([key, calls]) => this.renew(key, calls)),
    ]);
    const [nodes, memory] = answer as readonly [number, string];
    const hasForgotten = this.memory !== null && this.memory !== memory;
    this.memory = memory;
    const untold = this.untold.takeAll();
    // a Redis that has lost its counts is told all of them anew, corrections included
    if (!hasForgotten) this.tellLate(untold);
    return { nodes, hasForgotten };
  }

  /** Tells of what was counted without it. @throws RedisAwayError: of some it may know. */
  async carry(counts: readonly WindowCount[]): Promise<void> {
    for (const { key, windowMs, amounts } of counts) {
      const told = amounts.flatMap(({ ageMs, amount }) => [Math.floor(ageMs), Math.ceil(amount)]);
      await this.link.run('carry', [keyOf({ key })], [windowMs, ...told]);
    }
  }

  /** This node lives no longer; where nobody hears of it, its lease ends. */
  async leave(): Promise<void> {
    await this.link.run('beat', [NODES_KEY, MEMORY_KEY], [this.node, 0, randomUUID()]).catch(() => undefined);
  }

  private lease(wishes: readonly LimitWish[], call: string): () => void {
    const keys = wishes.filter(({ windowMs, amount }) => windowMs === null && amount > 0).map(keyOf);
    for (const key of keys) this.leases.hold(key, call);
    return () => keys.forEach((key) => this.leases.drop(key, call));
  }

  private async renew(key: string, calls: readonly string[]): Promise<void> {
    for (let at = 0; at < calls.length; at += MANY_CALLS) {
      await this.link.run('renew', [key], [LEASE_MS, ...calls.slice(at, at + MANY_CALLS)]);
    }
  }

  private tellLate(changes: readonly SlotChange[]): void {
    for (let at = 0; at < changes.length; at += MANY_SLOTS) this.tell('', changes.slice(at, at + MANY_SLOTS));
  }

  /** A command that was sent may have been done, and is not sent again: it might count twice. */
  private tell(call: string, changes: readonly SlotChange[]): void {
    const keys = changes.map(({ key }) => key);
    const told = changes.flatMap(({ windowMs, slot, difference }) => [windowMs, slot, difference]);
    this.link.run('settle', keys, [call, ...told]).catch((error: unknown) => {
      if (error instanceof RedisAwayError && error.wasSent) return;
      for (const change of changes) if (change.windowMs > 0) this.untold.add(change);
    });
  }

  /** What Redis cannot be told now it is told later; leases run out by themselves. */
  private settle(
    call: string,
    wishes: readonly LimitWish[],
    slots: readonly number[],
    amounts: readonly number[],
  ): void {
    const changes = wishes
      .map((wish, at) => ({
        wish,
        slot: slots[at] ?? 0,
        difference: Math.ceil(amounts[at] ?? 0) - Math.ceil(wish.amount),
      }))
      .filter(({ wish, difference }) => (wish.windowMs === null ? wish.amount > 0 : difference !== 0));
    if (changes.length === 0) return;
    const toChange = ({ wish, ...change }: (typeof changes)[number]): SlotChange => ({
      key: keyOf(wish),
      windowMs: wish.windowMs ?? 0,
      ...change,
    });
    this.tell(call, changes.map(toChange));
  }
}

function keyOf({ key }: Pick<LimitWish, 'key'>): string {
  return `${PREFIX}limit:${key}`;
}

class RedisTaken implements TakenLimits {
  private isOver = false;

  constructor(
    private readonly wishes: readonly LimitWish[],
    readonly states: TakenLimits['states'],
    private readonly end: (amounts: readonly number[]) => void,
  ) {}

  settle(amounts: readonly number[]): void {
    if (this.isOver) return;
    this.isOver = true;
    this.end(this.wishes.map(({ amount }, at) => amounts[at] ?? amount));
  }

  release(): void {
    this.settle(this.wishes.map(() => 0));
  }
}

/** What the script `TAKE` returned. */
function read(
  answer: unknown,
  count: number,
): LimitReached | { readonly slots: readonly number[]; readonly states: TakenLimits['states'] } {
  const [isTaken, ...numbers] = answer as readonly number[];
  if (isTaken === 0) {
    const [index = 0, remaining = 0, resetMs = 0, retryAfterMs = 0] = numbers;
    return { index, remaining, resetMs, retryAfterMs };
  }
  const places = Array.from({ length: count }, (_, at) => 3 * at);
  return {
    slots: places.map((at) => numbers[at]!),
    states: places.map((at) => ({ remaining: numbers[at + 1]!, resetMs: numbers[at + 2]! })),
  };
}
