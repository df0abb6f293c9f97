import { LIMITS, RETRYING } from './testing/completions-with.js';
import { flowOf, type Flow, type Traffic } from './testing/traffic.js';

const SECONDS_BY_PACE: Readonly<Record<number, number>> = { 1: 120, 10: 30, 100: 6 };
const PACES = Object.keys(SECONDS_BY_PACE).map(Number);

/** The same traffic with breaker and retries, without breaker, and with neither. */
async function compared(traffic: Omit<Traffic, 'limits'>): Promise<Record<'on' | 'off' | 'bare', Flow>> {
  return {
    on: await flowOf({ ...traffic, limits: RETRYING }),
    off: await flowOf({ ...traffic, limits: { ...RETRYING, breaker: null } }),
    bare: await flowOf({ ...traffic, limits: { ...LIMITS, breaker: null } }),
  };
}

/** Away for as long as it is there, beginning with being there. */
const flapping = (everyMs: number) => (nowMs: number) => Math.floor(nowMs / everyMs) % 2 === 0;

describe('a partial outage', () => {
  const failing = [0.1, 0.2, 0.3, 0.5].flatMap((rate) => PACES.map((perSecond) => ({ rate, perSecond })));

  it.each(failing)(
    'of $rate of the requests at $perSecond calls a second is answered no worse with the breaker, and better with retries',
    async ({ rate, perSecond }) => {
      const seconds = SECONDS_BY_PACE[perSecond] ?? 0;
      const { on, off, bare } = await compared({ perSecond, seconds, isUp: (_, chance) => chance >= rate });
      expect(on.answered).toBeGreaterThanOrEqual(off.answered);
      expect(on.answered).toBeGreaterThan(bare.answered);
      expect(on.answered / (perSecond * seconds)).toBeGreaterThan(1 - rate);
    },
  );

  it.each([200, 1_000, 5_000].flatMap((everyMs) => PACES.map((perSecond) => ({ everyMs, perSecond }))))(
    'of a provider that is there and away for $everyMs ms each, at $perSecond calls a second, is answered no worse',
    async ({ everyMs, perSecond }) => {
      const seconds = SECONDS_BY_PACE[perSecond] ?? 0;
      const { on, off } = await compared({ perSecond, seconds, isUp: flapping(everyMs) });
      expect(on.answered).toBeGreaterThanOrEqual(off.answered);
    },
  );

  it('that lasts longer than the window loses at most a second of answers at its end', async () => {
    const everyMs = 20_000;
    const { on, off } = await compared({
      perSecond: 20,
      seconds: 40,
      isUp: (nowMs) => !flapping(everyMs)(nowMs),
    });
    const afterMs = (flow: Flow) => flow.answeredAtMs.filter((atMs) => atMs >= everyMs);
    expect(afterMs(off).length - afterMs(on).length).toBeLessThanOrEqual(26);
    expect(afterMs(on)[0]).toBeLessThanOrEqual(everyMs + 1_100);
  });
});

describe('a total outage', () => {
  const DOWN_MS = 10_000;

  it.each([
    { perSecond: 1, seconds: 1_000 },
    { perSecond: 10, seconds: 100 },
    { perSecond: 100, seconds: 10 },
  ])('of 1,000 calls at $perSecond a second costs at most 1,100 requests', async ({ perSecond, seconds }) => {
    const { asked, answered } = await flowOf({ perSecond, seconds, isUp: () => false, limits: RETRYING });
    expect(answered).toBe(0);
    expect(asked).toBeLessThanOrEqual(1_100);
  });

  it.each([1, 10, 100])('is over within two seconds of its end at %i calls a second', async (perSecond) => {
    const downMs = 40_000;
    const isUp = (nowMs: number) => nowMs < DOWN_MS || nowMs >= DOWN_MS + downMs;
    const { answeredAtMs } = await flowOf({ perSecond, seconds: 60, isUp, limits: RETRYING });
    const since = answeredAtMs.filter((atMs) => atMs >= DOWN_MS + downMs);
    expect(since[0]).toBeLessThanOrEqual(DOWN_MS + downMs + 2_000);
    const last = since.filter((atMs) => atMs >= DOWN_MS + downMs + 2_000);
    expect(last).toHaveLength(8 * perSecond);
  });

  it('is met by no more than a probe a second, once the breaker is open', async () => {
    const long = await flowOf({ perSecond: 20, seconds: 40, isUp: () => false, limits: RETRYING });
    const short = await flowOf({ perSecond: 20, seconds: 20, isUp: () => false, limits: RETRYING });
    expect(long.asked - short.asked).toBeLessThanOrEqual(21);
  });

  it('leaves a quiet gateway to ask at each call, and ends with the first that is answered', async () => {
    const minutes = 60_000;
    const isUp = (nowMs: number) => nowMs < 2 * minutes || nowMs >= 7 * minutes;
    const traffic = { perSecond: 1 / 60, seconds: 600, isUp };
    const { on, off } = await compared(traffic);
    expect(on.answeredAtMs).toEqual(off.answeredAtMs);
    expect(on.answeredAtMs).toEqual([0, 1, 7, 8, 9].map((minute) => minute * minutes));
  });
});
