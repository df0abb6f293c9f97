import { ManualClock } from '../../common/testing/manual-clock.js';
import { StoreAwayError } from '../../storage/store.js';
import type { KeyCaller } from './key-caller.js';
import { KeyVerdicts, type LookUp } from './key-verdicts.js';

const KEY = `tg_abcdefgh_${'x'.repeat(43)}`;
const caller = { id: 'abcdefgh', isGoodAt: () => true } as unknown as KeyCaller;

describe('KeyVerdicts', () => {
  let clock: ManualClock;
  let lookUp: jest.MockedFunction<LookUp>;
  let verdicts: KeyVerdicts;
  const answered = () => new Promise((resolve) => setImmediate(resolve));
  const atOnce = () => verdicts.atOnce('hash', KEY);
  beforeEach(async () => {
    clock = new ManualClock();
    lookUp = jest.fn<ReturnType<LookUp>, [string]>().mockResolvedValue(caller);
    verdicts = new KeyVerdicts(lookUp, clock);
    await verdicts.of('hash', KEY);
  });

  it('asks the store anew while a key is used, once, and keeps nobody waiting', async () => {
    clock.advance(1_999);
    expect([atOnce(), lookUp.mock.calls.length]).toEqual([caller, 1]);
    clock.advance(1);
    expect([atOnce(), atOnce(), lookUp.mock.calls.length]).toEqual([caller, caller, 2]);
    await answered();
    clock.advance(1_500);
    expect([atOnce(), lookUp.mock.calls.length]).toEqual([caller, 2]);
  });

  it('says that a key is nobody’s as soon as the store does', async () => {
    lookUp.mockResolvedValue(null);
    clock.advance(2_000);
    atOnce();
    await answered();
    expect(atOnce()).toBeNull();
  });

  it('takes no verdict for fresh because the store did not answer', async () => {
    lookUp.mockReturnValue(new Promise(() => undefined));
    clock.advance(2_500);
    expect(atOnce()).toBe(caller);
    clock.advance(500);
    expect(atOnce()).toBeUndefined();
  });

  it('keeps a good key good while the store is away, and asks again a second later', async () => {
    lookUp.mockRejectedValue(new StoreAwayError('away'));
    clock.advance(2_000);
    atOnce();
    await answered();
    clock.advance(999);
    expect([atOnce(), lookUp.mock.calls.length]).toEqual([caller, 2]);
    clock.advance(1);
    expect(atOnce()).toBeUndefined();
  });

  it('remembers a key of which it was told anything while it was looked up, as it was seen behind that', async () => {
    verdicts.forget(caller.id);
    const { promise, resolve } = Promise.withResolvers<KeyCaller | null>();
    const changed = { id: caller.id, isGoodAt: () => true } as unknown as KeyCaller;
    lookUp.mockReturnValueOnce(promise).mockResolvedValueOnce(changed);
    const asked = verdicts.of('hash', KEY);
    verdicts.expire(caller.id);
    resolve(caller);
    expect(await asked).toBe(changed);
    lookUp.mockRejectedValue(new StoreAwayError('away'));
    clock.advance(10_000);
    expect(await verdicts.of('hash', KEY)).toBe(changed);
  });
});
