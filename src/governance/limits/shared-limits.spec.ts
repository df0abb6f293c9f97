import { ManualClock } from '../../common/testing/manual-clock.js';
import { isReached, type LimitReached, type LimitWish, type TakenLimits } from './limit-store.js';
import { MemoryLimitStore, type WindowCount } from './memory-limit-store.js';
import { SharedLimits, type Beat, type NodesTogether } from './shared-limits.js';
import { describeLimitStore } from './testing/describe-limit-store.js';

/** Counts as Redis would, and can be away. */
class StagedNodes implements NodesTogether {
  isAway = false;
  nodes = 2;
  asked = 0;
  held = 0;
  hasForgotten = false;
  readonly carried: WindowCount[] = [];
  private readonly counts: MemoryLimitStore;

  constructor(clock: ManualClock) {
    this.counts = new MemoryLimitStore(clock);
  }

  async take(wishes: readonly LimitWish[]): Promise<TakenLimits | LimitReached> {
    this.asked += 1;
    if (this.isAway) throw new Error('away');
    return this.counts.take(wishes);
  }

  hold(): () => void {
    this.held += 1;
    return () => (this.held -= 1);
  }

  async beat(): Promise<Beat> {
    if (this.isAway) throw new Error('away');
    return { nodes: this.nodes, hasForgotten: this.hasForgotten };
  }

  async carry(counts: readonly WindowCount[]): Promise<void> {
    this.carried.push(...counts);
  }
}

const stage = (settings: Partial<StagedNodes> = {}) => {
  const clock = new ManualClock();
  const nodes = Object.assign(new StagedNodes(clock), settings);
  const told: string[] = [];
  const listener = {
    away: (_error: unknown, count: number) => void told.push(`away, ${count} nodes`),
    back: () => void told.push('back'),
  };
  const limits = new SharedLimits(nodes, clock, listener, async () => undefined);
  /** Lets a beat that is due be answered. */
  const advance = async (ms: number) => {
    clock.advance(ms);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { advance, clock, limits, nodes, told };
};

const requests = (limit: number, amount = 1): LimitWish => ({ key: 'r', limit, amount, windowMs: 60_000 });
const atOnce = (limit: number): LimitWish => ({ key: 'c', limit, amount: 1, windowMs: null });

const letIn = async (limits: SharedLimits, wish: LimitWish, tries: number) => {
  const outcomes: (TakenLimits | LimitReached)[] = [];
  for (let at = 0; at < tries; at += 1) outcomes.push(await limits.take([wish]));
  return outcomes.filter((outcome): outcome is TakenLimits => !isReached(outcome));
};

describeLimitStore('nodes together', async () => {
  const { advance, limits } = stage();
  await limits.begin();
  return { store: limits, advance };
});

describe('limits that nodes share', () => {
  it('hold for the share of a node while the others cannot be asked, and say so once', async () => {
    const { limits, nodes, told } = stage({ nodes: 3 });
    await limits.begin();
    nodes.isAway = true;
    const taken = await letIn(limits, requests(10), 10);
    expect(taken.map(({ states: [state] }) => state)).toMatchObject([
      { share: 3, remaining: 2 },
      { share: 3, remaining: 1 },
      { share: 3, remaining: 0 },
    ]);
    expect(await limits.take([requests(10)])).toMatchObject({ index: 0, share: 3, remaining: 0 });
    expect([told, limits.areAway, limits.decidedAlone]).toEqual([['away, 3 nodes'], true, 11]);
  });

  it('keep nobody waiting for what is known to be away', async () => {
    const { limits, nodes } = stage({ isAway: true });
    await limits.begin();
    for (let at = 0; at < 5; at += 1) expect(limits.take([requests(10)])).not.toBeInstanceOf(Promise);
    expect(nodes.asked).toBe(0);
  });

  it('count in the share what the node took before', async () => {
    const { limits, nodes } = stage();
    await limits.begin();
    await letIn(limits, requests(10), 3);
    nodes.isAway = true;
    expect(await letIn(limits, requests(10), 10)).toHaveLength(2);
  });

  it('are half where nobody was ever asked, and at least one', async () => {
    const { limits } = stage({ isAway: true });
    await limits.begin();
    expect(await letIn(limits, requests(9), 10)).toHaveLength(4);
    expect(await letIn(limits, { ...requests(1), key: 'one' }, 3)).toHaveLength(1);
    expect(await letIn(limits, { ...requests(0), key: 'none' }, 3)).toHaveLength(0);
  });

  it('are shared by as many as share the database, where that can tell', async () => {
    const { limits } = stage({ isAway: true });
    await limits.begin();
    limits.heardOf(5);
    expect(await letIn(limits, requests(10), 10)).toHaveLength(2);
  });

  it('let in what is larger than the share, where all of it is free', async () => {
    const { limits } = stage({ isAway: true });
    await limits.begin();
    const [taken] = await letIn(limits, requests(100, 80), 1);
    expect(taken!.states).toMatchObject([{ share: 50, remaining: 0 }]);
    taken!.settle([10]);
    expect(await letIn(limits, requests(100, 1), 100)).toHaveLength(40);
  });

  it('hold together again as soon as the others answer', async () => {
    const { advance, limits, nodes, told } = stage({ isAway: true });
    await limits.begin();
    nodes.isAway = false;
    await advance(1_000);
    expect(await letIn(limits, requests(10), 11)).toHaveLength(10);
    expect([told, limits.areAway]).toEqual([['away, 2 nodes', 'back'], false]);
  });

  it('tell the others of what was counted without them, and, where these have forgotten, of all', async () => {
    const { advance, limits, nodes } = stage();
    await limits.begin();
    await letIn(limits, requests(10), 3);
    nodes.isAway = true;
    await advance(2_000);
    await letIn(limits, requests(10), 1);
    nodes.isAway = false;
    await advance(1_000);
    const inAll = () => nodes.carried.flatMap(({ amounts }) => amounts).map(({ amount }) => amount);
    expect(nodes.carried).toEqual([
      { key: 'r', windowMs: 60_000, amounts: [{ ageMs: expect.closeTo(1_000, -3) as number, amount: 1 }] },
    ]);
    nodes.carried.length = 0;
    nodes.hasForgotten = true;
    await advance(5_000);
    expect(inAll()).toEqual([3, 1]);
  });

  it('tell the others what calls came to that were let in without them, and end behind that', async () => {
    const { advance, limits, nodes } = stage({ isAway: true });
    await limits.begin();
    const [first, second, third] = await letIn(limits, requests(100, 10), 3);
    first!.settle([1]);
    nodes.isAway = false;
    await advance(1_000);
    const carried = () => nodes.carried.splice(0).flatMap(({ amounts }) => amounts);
    expect(carried()).toEqual([{ ageMs: expect.closeTo(1_000, -3) as number, amount: 21 }]);
    second!.settle([4]);
    second!.settle([4]);
    expect(carried()).toEqual([{ ageMs: 1_000, amount: -6 }]);
    nodes.isAway = true;
    await advance(5_000);
    third!.release();
    expect(carried()).toEqual([]);
    nodes.isAway = false;
    await advance(1_000);
    expect(carried()).toEqual([{ ageMs: 7_000, amount: -10 }]);
  });

  it('tell the others of calls at once that were let in without them', async () => {
    const { limits, nodes } = stage({ isAway: true });
    await limits.begin();
    const [first] = await letIn(limits, atOnce(4), 3);
    expect(nodes.held).toBe(2);
    first!.settle([1]);
    expect(nodes.held).toBe(1);
  });

  it('are looked after until the process ends', async () => {
    const { advance, clock, limits, nodes, told } = stage();
    await limits.begin();
    nodes.isAway = true;
    await advance(5_000);
    expect(told).toEqual(['away, 2 nodes']);
    await limits.onApplicationShutdown();
    expect(clock.pendingTimers).toBe(0);
  });
});
