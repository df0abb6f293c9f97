import fc from 'fast-check';
import { SlidingWindow, SLOTS } from './sliding-window.js';

const MINUTE_MS = 60_000;

const SLOT_MS = MINUTE_MS / SLOTS;

/** The same as a plain list, which is looked through each time. */
class ListedWindow {
  private slots: { readonly index: number; amount: number }[] = [];

  at(nowMs: number) {
    this.slots = this.slots.filter(({ index }) => endOf(index) > nowMs);
    return this.slots;
  }

  sum(nowMs: number): number {
    return this.at(nowMs).reduce((sum, { amount }) => sum + amount, 0);
  }

  add(amount: number, nowMs: number): number {
    const index = Math.floor(nowMs / SLOT_MS);
    const last = this.slots.at(-1);
    if (amount === 0) return index;
    if (last?.index === index) last.amount += amount;
    else this.slots.push({ index, amount });
    return index;
  }

  correct(slot: number, by: number, nowMs: number): void {
    const found = this.at(nowMs).find(({ index }) => index === slot);
    if (found) found.amount += by;
    else if (by > 0) this.add(by, nowMs); // what it counted once is forgotten
    this.slots = this.slots.filter((one) => one !== found || one.amount > 0);
  }

  emptyIn(nowMs: number): number {
    const last = this.at(nowMs).at(-1);
    return last ? endOf(last.index) - nowMs : 0;
  }

  waitFor(amount: number, limit: number, nowMs: number): number {
    let left = this.sum(nowMs);
    if (left + amount <= limit) return 0;
    for (const slot of this.at(nowMs)) {
      left -= slot.amount;
      if (left + amount <= limit) return endOf(slot.index) - nowMs;
    }
    return 0;
  }
}

function endOf(index: number): number {
  return (index + 1) * SLOT_MS + MINUTE_MS;
}

describe('a sliding window', () => {
  it('counts what came within its time, and forgets it a slot later at most', () => {
    const window = new SlidingWindow(MINUTE_MS);
    window.add(3, 1_000);
    expect(window.usedAt(1_000 + MINUTE_MS - 1)).toBe(3);
    expect(window.usedAt(1_000 + MINUTE_MS + MINUTE_MS / SLOTS)).toBe(0);
  });

  it('says truly how long the next one has to wait', () => {
    const window = new SlidingWindow(MINUTE_MS);
    for (const atMs of [0, 10_000, 20_000]) window.add(1, atMs);
    const waitMs = window.waitFor(2, 3, 30_000);
    expect(window.usedAt(30_000 + waitMs - 1) + 2).toBeGreaterThan(3);
    expect(window.usedAt(30_000 + waitMs) + 2).toBeLessThanOrEqual(3);
    expect(window.emptyIn(30_000 + waitMs)).toBeGreaterThan(0);
  });

  it('takes back what turned out to be less, where it still counts', () => {
    const window = new SlidingWindow(MINUTE_MS);
    const slot = window.add(100, 0);
    window.correct(slot, -60, 30_000);
    expect(window.usedAt(30_000)).toBe(40);
    window.correct(slot, -40, MINUTE_MS * 2);
    expect(window.usedAt(MINUTE_MS * 2)).toBe(0);
  });

  it('counts what turned out to be more where its slot is forgotten by now', () => {
    const window = new SlidingWindow(MINUTE_MS);
    const slot = window.add(10, 0);
    window.correct(slot, 5, MINUTE_MS * 2);
    expect(window.usedAt(MINUTE_MS * 2)).toBe(5);
  });

  it('never has more within any time of its length than was let in, and lets in nearly as much as that', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 200 }), fc.integer({ min: 50, max: 900 }), (limit, paceMs) => {
        const window = new SlidingWindow(MINUTE_MS);
        const taken: number[] = [];
        for (let nowMs = 0; nowMs < 3 * MINUTE_MS; nowMs += paceMs) {
          if (window.usedAt(nowMs) + 1 > limit) continue;
          window.add(1, nowMs);
          taken.push(nowMs);
        }
        for (const fromMs of taken) {
          const within = taken.filter((atMs) => atMs >= fromMs && atMs < fromMs + MINUTE_MS);
          expect(within.length).toBeLessThanOrEqual(limit);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('says at every step what a list of all that was counted says', () => {
    const step = fc.record({
      waitMs: fc.oneof(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 2 * MINUTE_MS })),
      amount: fc.integer({ min: 0, max: 50 }),
      /** Of which of the calls before it the amount is corrected, and by how much. */
      corrected: fc.nat(),
      by: fc.integer({ min: -50, max: 50 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 700 }), (steps) => {
        const window = new SlidingWindow(MINUTE_MS);
        const listed = new ListedWindow();
        const calls: { readonly slot: number; counted: number }[] = [];
        let nowMs = 0;
        for (const { waitMs, amount, corrected, by } of steps) {
          nowMs += waitMs;
          const slot = window.add(amount, nowMs);
          expect(listed.add(amount, nowMs)).toBe(slot);
          calls.push({ slot, counted: amount });
          const call = calls[corrected % calls.length]!;
          // no call comes to less than nothing
          const difference = Math.max(-call.counted, by);
          call.counted += difference;
          window.correct(call.slot, difference, nowMs);
          listed.correct(call.slot, difference, nowMs);
          expect(window.usedAt(nowMs)).toBe(listed.sum(nowMs));
          expect(window.emptyIn(nowMs)).toBe(listed.emptyIn(nowMs));
          expect(window.waitFor(10, 30, nowMs)).toBe(listed.waitFor(10, 30, nowMs));
          expect(window.agesAt(nowMs)).toHaveLength(listed.at(nowMs).filter((one) => one.amount > 0).length);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('loses less than a hundredth over two windows to a caller who asks all the time', () => {
    const window = new SlidingWindow(MINUTE_MS);
    let taken = 0;
    for (let nowMs = 0; nowMs < 2 * MINUTE_MS; nowMs += 10) {
      if (window.usedAt(nowMs) + 1 > 600) continue;
      window.add(1, nowMs);
      taken += 1;
    }
    expect(taken).toBeGreaterThanOrEqual(1_188);
    expect(taken).toBeLessThanOrEqual(1_200);
  });
});
