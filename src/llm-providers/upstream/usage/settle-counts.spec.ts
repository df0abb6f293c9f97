import * as fc from 'fast-check';
import { settleCounts, type ReportedCounts } from './settle-counts.js';

const inside = (tokens: number | null) => ({ tokens, isBeside: false });
const beside = (tokens: number | null) => ({ tokens, isBeside: true });
const settled = (
  [prompt, completion, total]: readonly (number | null)[],
  parts: Partial<Pick<ReportedCounts, 'promptParts' | 'completionParts'>> = {},
) => {
  const counts = { prompt: prompt ?? null, completion: completion ?? null, total: total ?? null };
  const sums = settleCounts({ ...counts, promptParts: [], completionParts: [], ...parts });
  return [sums.prompt, sums.completion, sums.total];
};

describe('settleCounts', () => {
  it('leaves a part where the habit of the wire puts it, while the total agrees', () => {
    expect(settled([10, 300, 310], { completionParts: [inside(100)] })).toEqual([10, 300, 310]);
    expect(settled([10, 30, 60], { completionParts: [beside(20)] })).toEqual([10, 50, 60]);
  });

  it('moves a part to where the total says that it is', () => {
    expect(settled([10, 200, 310], { completionParts: [inside(100)] })).toEqual([10, 300, 310]);
    expect(settled([10, 30, 40], { completionParts: [beside(20)] })).toEqual([10, 30, 40]);
    expect(settled([100, 7, 157], { promptParts: [inside(50)] })).toEqual([150, 7, 157]);
    expect(settled([150, 7, 157], { promptParts: [beside(50), beside(0)] })).toEqual([150, 7, 157]);
  });

  it('keeps what was reported where no arithmetic comes to the total', () => {
    expect(settled([10, 200, 999], { completionParts: [inside(100)] })).toEqual([10, 200, 999]);
    expect(settled([10, 2, 999], { completionParts: [inside(100)] })).toEqual([10, 2, 999]);
  });

  it('never has a part inside that is more than the whole, whatever the total', () => {
    expect(settled([10, 5, 15], { completionParts: [beside(20)] })).toEqual([10, 25, 35]);
    expect(settled([10, 2, null], { completionParts: [inside(100)] })).toEqual([10, 102, 112]);
  });

  it('fills in the one of three counts that is missing', () => {
    expect(settled([10, 20, null])).toEqual([10, 20, 30]);
    expect(settled([10, 20, 0])).toEqual([10, 20, 30]);
    expect(settled([10, null, 30], { completionParts: [inside(5)] })).toEqual([10, 20, 30]);
    expect(settled([null, 20, 30])).toEqual([10, 20, 30]);
    expect(settled([10, null, 30], { completionParts: [beside(20)] })).toEqual([10, 20, 30]);
  });

  it('fills in nothing that does not follow', () => {
    expect(settled([null, null, 5])).toEqual([null, null, 5]);
    expect(settled([10, null, null])).toEqual([10, null, null]);
    expect(settled([null, null, null])).toEqual([null, null, null]);
  });

  it('lets a total that is smaller than what it counts give way to the sum', () => {
    expect(settled([10, 5, 5])).toEqual([10, 5, 15]);
    expect(settled([10, 5, 14], { completionParts: [inside(3)] })).toEqual([10, 5, 15]);
    expect(settled([100, 7, 99], { promptParts: [beside(50)] })).toEqual([150, 7, 157]);
    expect(settled([10, null, 5])).toEqual([10, null, null]);
    expect(settled([null, 10, 5])).toEqual([null, 10, null]);
  });

  it('has sums that hold wherever a provider has its parts', () => {
    const count = fc.nat(10_000);
    fc.assert(
      fc.property(
        count,
        count,
        count,
        fc.boolean(),
        fc.boolean(),
        (prompt, text, reasoning, asInside, habit) => {
          const completion = asInside ? text + reasoning : text;
          const total = prompt + text + reasoning;
          const part = { tokens: reasoning, isBeside: habit };
          const whole = [prompt, text + reasoning, total];
          expect(settled([prompt, completion, total], { completionParts: [part] })).toEqual(whole);
        },
      ),
    );
  });
});
