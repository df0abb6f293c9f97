/** The day on which the double's models are as it has them: gpt-4o is alive, o3-mini is not. */
export const FIXED_DATE = '2026-11-24T12:00:00Z';

/** Holds the date still for a spec file, so that no model dies under its tests. Timers and durations go on. */
export function holdDate(): void {
  beforeAll(() => void jest.spyOn(Date, 'now').mockReturnValue(Date.parse(FIXED_DATE)));
  afterAll(() => void jest.restoreAllMocks());
}

/** Has a spec file begin at noon, and time go on: no day, and no budget of a day, ends under its tests. */
export function beginAtNoon(): void {
  let spy: jest.SpyInstance<number, []>;
  beforeAll(() => {
    const now = Date.now.bind(Date);
    const aheadMs = Date.parse(FIXED_DATE) - now();
    spy = jest.spyOn(Date, 'now').mockImplementation(() => now() + aheadMs);
  });
  afterAll(() => spy.mockRestore());
}
