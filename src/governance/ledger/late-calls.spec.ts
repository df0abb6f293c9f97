import { GatewayError } from '../../common/errors.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { MoneyTally } from '../alerts/money-tally.js';
import { DelayedWrites } from './delayed-writes.js';
import { LateCalls, type LateCall } from './late-calls.js';

const late = (id: string): LateCall => ({
  id,
  opened: null,
  closed: null,
  isUnchecked: true,
});
const AWAY = new GatewayError('gateway.store_away', 'It is away.');

describe('ends of calls that wait for the store', () => {
  const stage = () => {
    const clock = new ManualClock();
    const tally = new MoneyTally();
    const underWay = new Set(['a', 'b', 'c', 'x']);
    const [written, lost, told]: [string[], unknown[], string[]] = [[], [], []];
    const say = (text: string) => void told.push(text);
    let failure: (id: string) => Error | null = () => null;
    const calls = new LateCalls({
      write: async ({ id }) => {
        const error = failure(id);
        if (error) throw error;
        written.push(id);
      },
      clock,
      tally,
      onLost: (error) => lost.push(error),
      delayed: new DelayedWrites({ warn: say, log: say }, (error) => (error as Error).message),
      underWay,
    });
    const pass = async (ms: number) => {
      clock.advance(ms);
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    };
    return {
      calls,
      tally,
      underWay,
      written,
      lost,
      told,
      pass,
      fail: (how: typeof failure) => void (failure = how),
    };
  };

  it('are written in their order once it is back, and asked for less often until then', async () => {
    const { calls, tally, underWay, written, pass, fail } = stage();
    fail(() => AWAY);
    for (const id of ['a', 'b', 'c']) calls.add(late(id));
    for (const ms of [1_000, 2_000, 5_000]) await pass(ms);
    expect([calls.size, written]).toEqual([3, []]);
    fail(() => null);
    await pass(9_000);
    expect(written).toEqual([]);
    await pass(1_000);
    expect([written, calls.size, tally.unchecked.charged]).toEqual([['a', 'b', 'c'], 0, 3]);
    expect(underWay).toEqual(new Set(['x']));
    calls.add(late('d'));
    await pass(1_000);
    expect(written).toContain('d');
  });

  it('are told of once as they begin to wait, and once when they are written', async () => {
    const { calls, told, lost, pass, fail } = stage();
    fail(() => AWAY);
    for (const id of ['a', 'b', 'c']) calls.add(late(id), AWAY);
    await pass(1_000);
    calls.add(late('d'), AWAY);
    const waiting =
      'Ends of calls wait to be written. It is away. They are written once the store takes them.';
    expect(told).toEqual([waiting]);
    fail(() => null);
    await pass(2_000);
    expect(told).toEqual([waiting, 'No end of a call waits to be written any more.']);
    expect(lost).toEqual([]);
  });

  it('keep nobody waiting for one that the store refuses', async () => {
    const { calls, tally, written, lost, pass, fail } = stage();
    fail((id) => (id === 'b' ? new Error('no such column') : null));
    for (const id of ['a', 'b', 'c']) calls.add(late(id));
    await pass(1_000);
    expect([written, lost.length, tally.unchecked]).toEqual([
      ['a', 'c'],
      1,
      { passed: 0, charged: 2, lost: 1 },
    ]);
  });

  it('are bounded, and what is too much is told', () => {
    const { calls, tally, lost } = stage();
    for (let call = 0; call < 20_003; call += 1) calls.add(late('x'));
    expect([calls.size, lost.length, tally.unchecked.lost]).toEqual([20_000, 3, 3]);
    calls.end();
  });
});
