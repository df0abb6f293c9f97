import { Logger } from '@nestjs/common';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { StoreAwayError, type Store } from '../../storage/store.js';
import { Directory } from './directory.js';
import { ScopesRepository } from './scopes.repository.js';

const RED = { kind: 'team', name: 'red', definition: {}, isFromFile: false } as const;

describe('what nodes read of callers again and again', () => {
  afterEach(() => jest.restoreAllMocks());

  it('holds while it cannot be read, whatever the store says; what is not an outage is told once', async () => {
    const said = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    const all = jest.spyOn(ScopesRepository.prototype, 'all').mockResolvedValue([RED]);
    const clock = new ManualClock();
    const directory = new Directory({ dialect: 'postgres' } as Store, [], clock);
    await directory.open();
    const look = async () => {
      clock.advance(2_000);
      while (clock.pendingTimers === 0) await new Promise(setImmediate);
      return [directory.get('team', 'red'), said.mock.calls.length];
    };
    all.mockRejectedValue(new StoreAwayError('It is away.'));
    expect(await look()).toEqual([RED, 0]);
    all.mockRejectedValue(new Error('permission denied for table scopes'));
    expect([await look(), await look()]).toEqual([
      [RED, 1],
      [RED, 1],
    ]);
    expect(said.mock.calls).toEqual([['What the store says of callers cannot be read: Error']]);
    all.mockResolvedValue([]);
    expect(await look()).toEqual([null, 1]);
    directory.close();
  });
});
