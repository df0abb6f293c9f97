import { setImmediate as nextTurn } from 'node:timers/promises';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { ProviderHealth } from '../../completions/provider-health.js';
import { LIMITS } from '../../completions/testing/completions-with.js';
import { ACME, ACME_SETTINGS, FakeLlmProvider } from '../../port/testing/fake-llm-provider.js';
import type { ListedModel } from '../../port/llm-provider.js';
import type { ProviderSettings } from '../../port/provider-definition.js';
import { DestinationRegistry } from '../destination.registry.js';
import { ProviderDestination } from '../provider-destination.js';
import { ModelListRefresher } from './model-list.refresher.js';
import { ModelListService } from './model-list.service.js';

const HOUR_MS = 3_600_000;

class ListingProvider extends FakeLlmProvider {
  asked = 0;

  constructor(id: string, settings: ProviderSettings = ACME_SETTINGS) {
    super({ ...ACME, id }, settings);
  }

  listModels(): Promise<readonly ListedModel[]> {
    this.asked += 1;
    return Promise.resolve([{ id: 'acme-9', shutdownDate: '2027-03-01' }]);
  }
}

describe('ModelListRefresher', () => {
  const start = (hours: number) => {
    const clock = new ManualClock(Date.parse('2026-11-23'));
    const acme = new ListingProvider('acme');
    const keyless = new ListingProvider('keyless', { ...ACME_SETTINGS, apiKeys: [] });
    const destinations = [acme, keyless].map((provider) => new ProviderDestination(provider));
    const lists = new ModelListService(clock, new ProviderHealth(clock, LIMITS));
    const settings = { MODEL_LIST_REFRESH_HOURS: hours };
    const refresher = new ModelListRefresher(new DestinationRegistry(destinations), lists, clock, settings);
    refresher.onApplicationBootstrap();
    return { clock, acme, keyless, lists, refresher };
  };

  it('asks no provider where nothing is set', async () => {
    const { clock, acme, refresher } = start(0);
    await refresher.firstRefresh;
    expect([acme.asked, clock.pendingTimers]).toEqual([0, 0]);
  });

  it('reads the lists of those with a key at the start', async () => {
    const { acme, keyless, lists, refresher } = start(6);
    await refresher.firstRefresh;
    expect([acme.asked, keyless.asked]).toEqual([1, 0]);
    expect(lists.endOf('acme', 'acme-9')?.shutdownDate).toBe('2027-03-01');
  });

  it('reads them again after so many hours, and after as many again', async () => {
    const { clock, acme, refresher } = start(6);
    await refresher.firstRefresh;
    clock.advance(6 * HOUR_MS - 1);
    await nextTurn();
    expect(acme.asked).toBe(1);
    clock.advance(1);
    await nextTurn();
    clock.advance(6 * HOUR_MS);
    await nextTurn();
    expect(acme.asked).toBe(3);
  });

  it('stops when the gateway does, between two refreshes and within one', async () => {
    const idle = start(6);
    await idle.refresher.firstRefresh;
    idle.refresher.onModuleDestroy();
    expect(idle.clock.pendingTimers).toBe(0);
    const busy = start(6);
    busy.refresher.onModuleDestroy();
    await busy.refresher.firstRefresh;
    expect(busy.clock.pendingTimers).toBe(0);
  });
});
