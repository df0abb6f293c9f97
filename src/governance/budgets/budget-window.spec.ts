import { resetsAt, windowAt } from './budget-window.js';

describe('the period that a budget is in', () => {
  it.each([
    ['hour', '2026-11-29T04:59:59.999Z', '2026-11-29T04:00:00.000Z', '2026-11-29T05:00:00.000Z'],
    ['day', '2026-11-29T00:00:00.000Z', '2026-11-29T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
    ['week', '2026-11-29T23:59:59.999Z', '2026-11-23T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
    ['week', '2026-11-30T00:00:00.000Z', '2026-11-30T00:00:00.000Z', '2026-12-07T00:00:00.000Z'],
    ['month', '2026-12-31T23:59:59.999Z', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['month', '2028-02-29T12:00:00.000Z', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
  ] as const)('%s at %s', (per, now, start, end) => {
    const window = windowAt(per, Date.parse(now));
    expect(new Date(window.startMs).toISOString()).toBe(start);
    expect(resetsAt(window)).toBe(end);
  });

  it('never ends where it is the total', () => {
    const window = windowAt('total', Date.parse('2026-11-29'));
    expect([window.startMs, resetsAt(window)]).toEqual([0, null]);
  });
});
