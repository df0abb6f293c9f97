import { ACME, ACME_SETTINGS, FakeLlmProvider, untilAborted } from '../port/testing/fake-llm-provider.js';
import { alwaysFailingWith, callOf, failingWith, failure, twoProviders } from './testing/call-stage.js';
import { LIMITS } from './testing/completions-with.js';

const down = failure('provider.unavailable');

describe('a call is held to the room of a provider', () => {
  let { stage, first, second } = twoProviders();
  beforeEach(() => ({ stage, first, second } = twoProviders()));

  let running: Promise<unknown>[];
  beforeEach(() => (running = []));
  /** A call to each that goes on until its caller leaves. */
  const fill = (...providers: readonly FakeLlmProvider[]) => {
    for (const provider of providers) {
      provider.answer = untilAborted;
      running.push(stage.service.complete(callOf([provider]), stage.context()));
    }
  };
  const leave = async () => {
    stage.caller.abort(failure('client.gone'));
    await Promise.allSettled(running);
  };
  afterEach(leave);
  const roomy = (id: string, maxCalls: number) =>
    new FakeLlmProvider({ ...ACME, id, displayName: id }, { ...ACME_SETTINGS, maxCalls });

  it('which is the same for all that have no limit of their own', async () => {
    stage.serve({ ...LIMITS, maxCallsPerProvider: 1 });
    fill(first);
    await expect(stage.service.complete(callOf([first]), stage.context())).rejects.toMatchObject({
      code: 'gateway.overloaded',
      message: expect.stringContaining('as MAX_CALLS_PER_PROVIDER allows') as string,
    });
    await expect(stage.service.complete(callOf([second]), stage.context())).resolves.toMatchObject({
      attempts: 1,
    });
  });

  it.each([
    ['less', 1, 5],
    ['more', 3, 1],
  ])('of its own, be it for %s', async (_what, maxCalls, maxCallsPerProvider) => {
    stage.serve({ ...LIMITS, maxCallsPerProvider });
    const own = roomy('own', maxCalls);
    fill(...Array.from({ length: maxCalls }, () => own));
    await expect(stage.service.complete(callOf([own]), stage.context())).rejects.toMatchObject({
      code: 'gateway.overloaded',
      retryAfterMs: 1_000,
      message: expect.stringContaining('as max_calls of own allows') as string,
    });
    expect(own.requests).toHaveLength(maxCalls);
  });

  it('and has room again once a caller has left', async () => {
    const own = roomy('own', 1);
    fill(own);
    await leave();
    own.answer = failingWith();
    stage.caller = new AbortController();
    await expect(stage.service.complete(callOf([own]), stage.context())).resolves.toMatchObject({
      attempts: 1,
    });
  });

  it('and goes on to the next target where there is none', async () => {
    const own = roomy('own', 1);
    fill(own);
    const { target, attempts } = await stage.service.complete(callOf([own, second]), stage.context());
    expect([target.provider.definition.id, attempts]).toEqual(['zenith', 1]);
  });

  it('and is refused where all targets are full, in a way that is worth another try', async () => {
    const full = [roomy('one', 1), roomy('two', 1)];
    fill(...full);
    const keyless = new FakeLlmProvider(ACME, { ...ACME_SETTINGS, apiKeys: [] });
    for (const targets of [full, [keyless, ...full], [...full, keyless]]) {
      await expect(stage.service.complete(callOf(targets), stage.context())).rejects.toMatchObject({
        code: 'gateway.overloaded',
      });
      expect(stage.reports.at(-1)).toMatchObject({ providerId: 'one', attempts: [] });
    }
    expect(stage.reports.map(({ fallbacks }) => fallbacks.length)).toEqual([1, 2, 2]);
  });

  it('and says nothing against another try for a target that it passed over', async () => {
    const own = roomy('own', 1);
    fill(own);
    const keys = ['A', 'B'].map((variable) => ({ variable, value: `value-${variable}` }));
    const spent = new FakeLlmProvider(ACME, { ...ACME_SETTINGS, apiKeys: keys });
    spent.answer = failingWith(failure('provider.quota_exhausted', { retryAfterMs: 300_000 }));
    await stage.complete(callOf([spent]));
    spent.answer = alwaysFailingWith(failure('provider.rate_limited', { retryAfterMs: 400_000 }));
    await expect(stage.complete(callOf([spent]))).rejects.toMatchObject({ code: 'provider.rate_limited' });
    await expect(stage.complete(callOf([spent]))).rejects.toMatchObject({ code: 'provider.quota_exhausted' });
    await expect(stage.complete(callOf([spent, own]))).rejects.toMatchObject({ code: 'gateway.overloaded' });
    expect(stage.reports.at(-1)).toMatchObject({ attempts: [], isRetryRefused: false });
  });

  it('but tells what a target failed with that was asked', async () => {
    stage.serve(LIMITS);
    const own = roomy('own', 1);
    fill(own);
    first.answer = alwaysFailingWith(down);
    await expect(stage.complete(callOf([own, first]))).rejects.toBe(down);
    await expect(stage.complete(callOf([first, own]))).rejects.toBe(down);
  });
});
