import { ConfigService } from '@nestjs/config';
import { Test } from '@nestjs/testing';
import { CLOCK } from '../common/clock.js';
import { ManualClock } from '../common/testing/manual-clock.js';
import { NO_OPERATOR_CONFIG, OPERATOR_CONFIG } from '../config/operator-config.js';
import { PRICE_OVERLAY } from '../port/price-overlay.js';
import { ACME, FakeLlmProvider } from '../port/testing/fake-llm-provider.js';
import type { ProviderEntry } from './provider-entry.js';
import { UPSTREAM_TRANSPORT, wireProvider } from './provider-wiring.js';

const CLIENT = Symbol('ACME_CLIENT');

describe('wireProvider', () => {
  const get = jest.fn((name: string) => (name === 'ACME_API_KEY' ? 'canary-1' : undefined));
  const create = jest.fn(() => ({ isReal: true }));
  const createAdapter = jest.fn(() => new FakeLlmProvider());
  const fetchWithin = jest.fn();

  beforeEach(() => jest.clearAllMocks());

  async function wire(client: ProviderEntry['client'], swapped?: object) {
    const { nestProviders, adapterToken } = wireProvider({ definition: ACME, client, createAdapter });
    const builder = Test.createTestingModule({
      providers: [
        ...nestProviders,
        { provide: ConfigService, useValue: { get } },
        { provide: OPERATOR_CONFIG, useValue: NO_OPERATOR_CONFIG },
        { provide: PRICE_OVERLAY, useValue: { of: () => new Map() } },
        { provide: UPSTREAM_TRANSPORT, useValue: { fetchWithin } },
        { provide: CLOCK, useValue: new ManualClock() },
      ],
    });
    const module = await (swapped ? builder.overrideProvider(CLIENT).useValue(swapped) : builder).compile();
    return module.get<FakeLlmProvider>(adapterToken);
  }

  it('reads each setting once, for client and adapter alike', async () => {
    await wire({ token: CLIENT, create });
    const asked = get.mock.calls.map(([name]) => name);
    expect(asked).toContain('ACME_API_KEY');
    expect(asked).toHaveLength(new Set(asked).size);
    const [settings] = create.mock.calls[0] as unknown as [object];
    const [configured, client] = createAdapter.mock.calls[0] as unknown as [{ settings: object }, object];
    expect(configured.settings).toBe(settings);
    expect(client).toEqual({ isReal: true });
  });

  it('gives the adapter the client that stands under its token instead', async () => {
    const mock = { isReal: false };
    await wire({ token: CLIENT, create }, mock);
    expect(create).not.toHaveBeenCalled();
    expect(createAdapter).toHaveBeenCalledWith(expect.anything(), mock, expect.anything());
  });

  it('gives null to the adapter of an entry without a client', async () => {
    expect(await wire(null)).toBeInstanceOf(FakeLlmProvider);
    expect(createAdapter).toHaveBeenCalledWith(expect.anything(), null, expect.anything());
  });
});
