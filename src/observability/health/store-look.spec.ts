import { ManualClock } from '../../common/testing/manual-clock.js';
import { StoreAwayError } from '../../storage/store.js';
import { WriteRecord } from '../../storage/write-record.js';
import { StoreLook } from './store-look.js';

const away = () => Promise.reject(new StoreAwayError('gone'));
const well = () => Promise.resolve();

describe('StoreLook', () => {
  const clock = new ManualClock();
  const lookAt = (check: () => Promise<void>, probe = well, writes = new WriteRecord()) =>
    new StoreLook({ check, probe, writes, journal: null }, clock);

  it('tells what the store says', async () => {
    await expect(lookAt(well).state()).resolves.toBe('up');
    await expect(lookAt(away).state()).resolves.toBe('away');
    const broken = lookAt(() => Promise.reject(new Error('broken')));
    await expect(broken.state()).rejects.toThrow('broken');
  });

  it('waits half a second for a store that says nothing, and asks it once at a time', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = jest.fn(() => promise);
    const look = lookAt(check);
    const states = Promise.all([look.state(), look.state()]);
    clock.advance(500);
    await expect(states).resolves.toEqual(['away', 'away']);
    const later = look.state();
    expect(check).toHaveBeenCalledTimes(1);
    resolve();
    await expect(later).resolves.toBe('up');
    await expect(look.state()).resolves.toBe('up');
    expect(check).toHaveBeenCalledTimes(2);
  });

  it('writes to a store that nobody writes to, every five seconds at most, and tells when it cannot', async () => {
    const probe = jest.fn(well);
    const look = lookAt(well, probe);
    const states = [await look.state(), await look.state()];
    probe.mockImplementation(away);
    clock.advance(4_999);
    states.push(await look.state());
    expect(probe).toHaveBeenCalledTimes(1);
    clock.advance(1);
    states.push(await look.state(), await look.state());
    expect(probe).toHaveBeenCalledTimes(2);
    probe.mockImplementation(well);
    clock.advance(5_000);
    states.push(await look.state());
    expect(states).toEqual(['up', 'up', 'up', 'unwritable', 'unwritable', 'up']);
  });

  it('asks anew whether a store that was away can be written', async () => {
    const writes = new WriteRecord();
    const check = jest.fn(well).mockImplementationOnce(away);
    const look = lookAt(check, () => Promise.resolve(writes.note(false)), writes);
    writes.note(true);
    await expect(look.state()).resolves.toBe('away');
    await expect(look.state()).resolves.toBe('up');
  });

  it('goes by what callers write, and probes nothing while they do', async () => {
    const probe = jest.fn(well);
    const writes = new WriteRecord();
    const look = lookAt(well, probe, writes);
    const states: string[] = [];
    for (const hasFailed of [true, true, false]) {
      clock.advance(5_000);
      writes.note(hasFailed);
      states.push(await look.state());
    }
    expect(states).toEqual(['unwritable', 'unwritable', 'up']);
    expect(probe).not.toHaveBeenCalled();
  });
});
