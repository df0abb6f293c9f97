import { ManualClock } from '../../common/testing/manual-clock.js';
import { StoreAwayError } from '../../storage/store.js';
import { StoreLook } from './store-look.js';

describe('StoreLook', () => {
  const clock = new ManualClock();
  const lookAt = (check: () => Promise<void>) => new StoreLook({ check }, clock);

  it('tells what the store says', async () => {
    await expect(lookAt(() => Promise.resolve()).state()).resolves.toBe('up');
    const away = lookAt(() => Promise.reject(new StoreAwayError('gone')));
    await expect(away.state()).resolves.toBe('away');
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
});
