import fc from 'fast-check';
import { SlidingWindow, SLOTS } from './sliding-window.js';

const MINUTE_MS = 60_000;

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
