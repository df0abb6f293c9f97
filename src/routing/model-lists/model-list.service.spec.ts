import { getEventListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { GatewayError } from '../../common/errors.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { ProviderHealth } from '../../completions/provider-health.js';
import { LIMITS } from '../../completions/testing/completions-with.js';
import { ACME, ACME_SETTINGS, FakeLlmProvider, untilAborted } from '../../port/testing/fake-llm-provider.js';
import type { Attempt, ListedModel } from '../../port/llm-provider.js';
import type { ApiKey } from '../../port/provider-definition.js';
import type { ListCaller } from './list-caller.js';
import { ModelListService } from './model-list.service.js';

const NOW_MS = Date.parse('2026-11-23T12:00:00Z');
const DAY_MS = 86_400_000;
const LIFETIME_MS = 600_000;
const GONE = new GatewayError('client.gone', 'The caller left.');
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
  let health: ProviderHealth;
  let service: ModelListService;
  let provider: ListingProvider;
  beforeEach(() => {
    clock = new ManualClock(NOW_MS);
    health = new ProviderHealth(clock, LIMITS);
    service = new ModelListService(clock, health);
    provider = new ListingProvider();
  });

  const read = (caller: Partial<ListCaller> = {}) =>
    service.listOf(provider, { requestId: 'r-1', ...caller });
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

  describe('with callers who leave', () => {
    let running: PromiseWithResolvers<readonly ListedModel[]>;
    let signals: AbortSignal[];
    let caller: AbortController;
    beforeEach(() => {
      running = Promise.withResolvers();
      signals = [];
      caller = new AbortController();
      provider.list = (attempt) => {
        signals.push(attempt.signal);
        return Promise.race([running.promise, untilAborted(attempt)]);
      };
    });
    const leave = () => caller.abort(GONE);

    it('ends the request when the only one leaves, and asks anew for the next', async () => {
      const reading = read({ signal: caller.signal });
      leave();
      expect(await reading).toMatchObject({ source: 'bundled', error: GONE });
      expect(signals[0]?.reason).toBe(GONE);
      running.resolve([ENDING]);
      expect(await read()).toMatchObject({ source: 'provider', models: [ENDING], error: null });
      expect(provider.asked).toBe(2);
      expect([clock.pendingTimers, getEventListeners(caller.signal, 'abort').length]).toEqual([0, 0]);
    });

    it('goes on for those who stay', async () => {
      const leaving = read({ signal: caller.signal });
      const staying = read({ signal: new AbortController().signal });
      leave();
      expect((await leaving).error).toBe(GONE);
      running.resolve([ENDING]);
      expect(await staying).toMatchObject({ source: 'provider', error: null });
      expect([provider.asked, signals[0]?.aborted]).toEqual([1, false]);
    });

    it('ends the request with the last of several', async () => {
      const other = new AbortController();
      const readings = [read({ signal: caller.signal }), read({ signal: other.signal })];
      leave();
      await nextTurn();
      expect(signals[0]?.aborted).toBe(false);
      other.abort(GONE);
      expect((await Promise.all(readings)).map(({ error }) => error)).toEqual([GONE, GONE]);
      expect(signals[0]?.aborted).toBe(true);
    });

    it('reads a list to its end for a caller without a signal', async () => {
      const background = read();
      const leaving = read({ signal: caller.signal });
      leave();
      await leaving;
      running.resolve([ENDING]);
      expect((await background).source).toBe('provider');
      expect(provider.asked).toBe(1);
    });

    it('notes nothing of a list that comes although all callers have left', async () => {
      provider.list = () => running.promise;
      const reading = read({ signal: caller.signal });
      leave();
      await reading;
      running.resolve([ENDING]);
      await nextTurn();
      expect(end()).toBeNull();
    });

    it('remembers the failure of a list whose first caller left before it', async () => {
      const leaving = read({ signal: caller.signal });
      const staying = read();
      leave();
      await leaving;
      running.reject(new GatewayError('provider.unavailable', 'down'));
      expect((await staying).error?.code).toBe('provider.unavailable');
      expect((await readLater(29_999)).error?.code).toBe('provider.unavailable');
      expect(provider.asked).toBe(1);
      provider.list = () => Promise.resolve([ENDING]);
      expect((await readLater(1)).source).toBe('provider');
    });

    it('asks no provider for a caller who has left, and tells it what is known already', async () => {
      leave();
      expect((await read({ signal: caller.signal })).error).toBe(GONE);
      expect(provider.asked).toBe(0);
      running.resolve([ENDING]);
      await read();
      expect((await read({ signal: caller.signal })).source).toBe('provider');
    });

    it('waits no longer than the caller does, less what had passed', async () => {
      const reading = read({ timeoutMs: 500, spentMs: 100 });
      clock.advance(399);
      expect(signals[0]?.aborted).toBe(false);
      clock.advance(1);
      expect(await reading).toMatchObject({
        source: 'bundled',
        error: {
          code: 'request.deadline_exceeded',
          message: 'No list of models within the 500 ms that the caller allowed for it.',
        },
      });
      expect(signals[0]?.aborted).toBe(true);
    });

    it('goes on past the deadline of one for another', async () => {
      const hurried = read({ timeoutMs: 500 });
      const patient = read();
      clock.advance(500);
      expect((await hurried).error?.code).toBe('request.deadline_exceeded');
      running.resolve([ENDING]);
      expect((await patient).source).toBe('provider');
      expect(provider.asked).toBe(1);
    });

    it('asks no provider for a caller who has no time left', async () => {
      const { error } = await read({ timeoutMs: 500, spentMs: 500 });
      expect([error?.code, provider.asked]).toEqual(['request.deadline_exceeded', 0]);
    });
  });

  it('asks no provider without a key', async () => {
    const keyless = new ListingProvider(ACME, { ...ACME_SETTINGS, apiKeys: [] });
    expect(await service.listOf(keyless, { requestId: 'r-1' })).toMatchObject({
      source: 'bundled',
      error: null,
    });
    expect(keyless.asked).toBe(0);
  });

  describe('with several keys', () => {
    const KEYS = ['A', 'B', 'C'].map((name) => ({ variable: name, value: `acme-key-${name}` }));
    const [A, B] = KEYS as [ApiKey, ApiKey, ApiKey];
    const limited = new GatewayError('provider.rate_limited', 'slow down', { retryAfterMs: 60_000 });
    const refused = new GatewayError('provider.auth_failed', 'no');
    let failures: Record<string, GatewayError>;
    let used: (string | undefined)[];
    beforeEach(() => {
      provider = new ListingProvider(ACME, { ...ACME_SETTINGS, apiKeys: KEYS });
      failures = {};
      used = [];
      provider.list = ({ apiKey }) => {
        used.push(apiKey?.variable);
        const failure = failures[apiKey?.variable ?? ''];
        return failure ? Promise.reject(failure) : Promise.resolve([ENDING]);
      };
    });

    it('takes them in turn with the calls', async () => {
      health.lease(provider, 'acme-1').permit.released();
      await read();
      await readLater();
      expect(used).toEqual(['B', 'C']);
    });

    it('leaves one alone that calls have found limited', async () => {
      health.poolOf(provider).rest(A, limited);
      expect((await read()).source).toBe('provider');
      expect(used).toEqual(['B']);
    });

    it('goes on with the next where one is limited or refused, and holds it against none for calls', async () => {
      failures = { A: refused, B: limited };
      expect(await read()).toMatchObject({ source: 'provider', error: null });
      expect(used).toEqual(['A', 'B', 'C']);
      expect(health.poolOf(provider).available()).toBe(3);
    });

    it('tries each once, and says what the last one failed with', async () => {
      failures = { A: limited, B: limited, C: refused };
      expect((await read()).error).toBe(refused);
      expect(used).toEqual(['A', 'B', 'C']);
    });

    it('tries none twice, even one that is back already', async () => {
      const short = new GatewayError('provider.rate_limited', 'a moment', { retryAfterMs: 1_000 });
      health.poolOf(provider).rest(B, limited);
      const { list } = provider;
      provider.list = (attempt) => {
        clock.advance(1_000);
        return list(attempt);
      };
      failures = { A: short, C: short };
      expect((await read()).error).toBe(short);
      expect(used).toEqual(['A', 'C']);
    });

    it('does not go on where the key is not what failed', async () => {
      failures = { A: new GatewayError('provider.unavailable', 'down') };
      expect((await read()).error?.code).toBe('provider.unavailable');
      expect(used).toEqual(['A']);
    });

    it('does not ask while all of them are in cooldown, and says why', async () => {
      for (const key of KEYS) health.poolOf(provider).rest(key, limited);
      expect(await read()).toMatchObject({
        source: 'bundled',
        error: {
          code: 'provider.rate_limited',
          message: 'Acme API error: all of its 3 keys are in cooldown (they are limited; try again later).',
          retryAfterMs: 60_000,
        },
      });
      expect(used).toEqual([]);
      expect((await readLater(60_000)).source).toBe('provider');
    });

    it('sets none aside because a caller left', async () => {
      provider.list = untilAborted;
      const leaving = new AbortController();
      const reading = read({ signal: leaving.signal });
      leaving.abort(GONE);
      await reading;
      expect(health.poolOf(provider).available()).toBe(3);
    });
  });

  it('asks with a single key again, which is never in cooldown', async () => {
    provider.list = () => Promise.reject(new GatewayError('provider.rate_limited', 'slow down'));
    await read();
    expect(provider.asked).toBe(1);
    await readLater(30_000);
    expect(provider.asked).toBe(2);
  });

  it('neither asks nor tells a circuit breaker', async () => {
    provider.list = () => Promise.reject(new GatewayError('provider.unavailable', 'down'));
    for (let times = 0; times < 10; times += 1) await readLater(30_000);
    expect([provider.asked, health.breakersOf('acme')]).toEqual([10, []]);
  });
});
