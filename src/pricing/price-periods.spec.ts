import type { ModelInfo } from '@pydantic/genai-prices';
import { pricePeriodAt, priceTimesOf } from './price-periods.js';

const from = (start_date: string) => ({ type: 'start_date', start_date }) as const;
const hours = (start_time: string, end_time: string) =>
  ({ type: 'time_of_date', start_time, end_time }) as const;
const modelWith = (...constraints: (ReturnType<typeof from> | ReturnType<typeof hours>)[]) => ({
  prices: constraints.map((constraint) => ({ constraint, prices: { input_mtok: 1 } })),
});
const periodsOf = (models: readonly Pick<ModelInfo, 'prices'>[], ...times: string[]) => {
  const priceTimes = priceTimesOf(models) ?? { startsMs: [], timesOfDayMs: [] };
  return times.map((time) => pricePeriodAt(priceTimes, Date.parse(time)));
};

describe('the period of a price', () => {
  it('is one for all times, where no price has a constraint', () => {
    const models = [{ prices: { input_mtok: 1 } }, { prices: [{ prices: { input_mtok: 1 } }] }];
    const [one, other] = periodsOf(models, '1960-01-01', '2026-11-23T12:00:00Z');
    expect(one).toBe(other);
  });

  it('changes on each day from which a price of any model holds', () => {
    const models = [modelWith(from('2026-03-01')), modelWith(from('2026-02-01'), from('2026-03-01'))];
    const [january, lastMoment, first, march] = periodsOf(
      models,
      '2026-01-15',
      '2026-01-31T23:59:59.999Z',
      '2026-02-01T00:00:00.000Z',
      '2026-03-01',
    );
    expect(january).toBe(lastMoment);
    expect(new Set([january, first, march]).size).toBe(3);
  });

  it('changes at the hours of the day, to the millisecond, and is the same the next day', () => {
    const [before, begun, over, nextDay] = periodsOf(
      [modelWith(hours('16:30:00Z', '00:30:00Z'))],
      '2026-02-01T16:29:59.999Z',
      '2026-02-01T16:30:00.000Z',
      '2026-02-02T00:30:00.000Z',
      '2026-02-02T16:30:00.000Z',
    );
    expect(before).toBe(over);
    expect(begun).toBe(nextDay);
    expect(begun).not.toBe(before);
  });

  it('reads hours of other zones as the package does', () => {
    expect(priceTimesOf([modelWith(hours('18:30:00+02:00', '01:00:00+02:00'))])?.timesOfDayMs).toEqual([
      59_400_000, 82_800_000,
    ]);
  });

  it.each(['16:30', '25:00:00Z', '16:30:00.5Z', 'noon'])(
    'is not known of a table with the time %s',
    (time) => {
      expect(priceTimesOf([modelWith(hours(time, '18:00:00Z'))])).toBeNull();
    },
  );

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('is none at %d, which is no time', (atMs) => {
    expect(pricePeriodAt({ startsMs: [0], timesOfDayMs: [0] }, atMs)).toBeNull();
  });
});
