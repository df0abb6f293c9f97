import { GatewayError } from '../../common/errors.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { ACME, ACME_SETTINGS, FakeLlmProvider, untilAborted } from '../port/testing/fake-llm-provider.js';
import type { Attempt, ListedModel } from '../port/llm-provider.js';
import { ModelListService } from './model-list.service.js';

const NOW_MS = Date.parse('2026-11-23T12:00:00Z');
const DAY_MS = 86_400_000;
const LIFETIME_MS = 600_000;
const ENDING = { id: 'acme-9', shutdownDate: '2027-03-01' };

class ListingProvider extends FakeLlmProvider {
  asked = 0;
  list: (attempt: Attempt) => Promise<readonly ListedModel[]> = () => Promise.resolve([ENDING]);

  listModels(attempt: Attempt): Promise<readonly ListedModel[]> {
    this.asked += 1;
    return this.list(attempt);
  }
}

describe('ModelListService', () => {
  let clock: ManualClock;
  let service: ModelListService;
  let provider: ListingProvider;
  beforeEach(() => {
    clock = new ManualClock(NOW_MS);
    service = new ModelListService(clock);
    provider = new ListingProvider();
  });

  const read = () => service.listOf(provider, 'r-1');
  const end = (model = 'acme-9') => service.endOf('acme', model);
  const readLater = (ms = LIFETIME_MS) => {
    clock.advance(ms);
    return read();
  };

  it('asks again after ten minutes, and after half a minute where that failed', async () => {
    await read();
    await readLater(LIFETIME_MS - 1);
    expect(provider.asked).toBe(1);
    provider.list = () => Promise.reject(new GatewayError('provider.unavailable', 'down'));
    expect(await readLater(1)).toMatchObject({ source: 'bundled', error: { code: 'provider.unavailable' } });
    await readLater(29_999);
    expect(provider.asked).toBe(2);
    await readLater(1);
    expect(provider.asked).toBe(3);
  });

  it('knows of no end before a list was read', () => {
    expect(end()).toBeNull();
  });

  it('knows what the list says of ends, and since when', async () => {
    provider.list = () =>
      Promise.resolve([ENDING, { id: 'acme-8', shutdownDate: null }, { id: 'acme-7', contextWindow: 5 }]);
    await read();
    expect([end(), end('acme-8'), end('acme-7'), end('acme-6')]).toEqual([
      { shutdownDate: '2027-03-01', readOn: '2026-11-23' },
      { shutdownDate: null, readOn: '2026-11-23' },
      null,
      null,
    ]);
    expect(service.endOf('other', 'acme-9')).toBeNull();
  });

  it('keeps the day on which it first read of an end, until that changes', async () => {
    await read();
    await readLater(DAY_MS);
    expect(end()?.readOn).toBe('2026-11-23');
    provider.list = () => Promise.resolve([{ ...ENDING, shutdownDate: '2027-06-01' }]);
    await readLater();
    expect(end()).toEqual({ shutdownDate: '2027-06-01', readOn: '2026-11-24' });
  });

  it('forgets an end that the list no longer tells', async () => {
    await read();
    provider.list = () => Promise.resolve([{ id: 'acme-9' }]);
    await readLater();
    expect(end()).toBeNull();
  });

  it('keeps what the last good list said when the next one fails', async () => {
    await read();
    provider.list = () => Promise.reject(new GatewayError('provider.unavailable', 'down'));
    const { reported } = await readLater();
    expect(reported.endOf('acme', 'acme-9')?.shutdownDate).toBe('2027-03-01');
  });

  it('waits ten seconds for a list, and no longer', async () => {
    provider.list = untilAborted;
    const reading = read();
    clock.advance(10_000);
    expect((await reading).error?.code).toBe('provider.timed_out');
  });

  it('lets go of a list when the gateway stops', async () => {
    provider.list = untilAborted;
    const reading = read();
    service.onModuleDestroy();
    expect((await reading).error?.code).toBe('gateway.draining');
    expect(clock.pendingTimers).toBe(0);
  });

  it('asks nobody without a key', async () => {
    const keyless = new ListingProvider(ACME, { ...ACME_SETTINGS, apiKeys: [] });
    expect(await service.listOf(keyless, 'r-1')).toMatchObject({ source: 'bundled', error: null });
    expect(keyless.asked).toBe(0);
  });
});
