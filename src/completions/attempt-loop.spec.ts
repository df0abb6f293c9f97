import { GatewayError, type ErrorCode } from '../common/errors.js';
import {
  ACME,
  ACME_SETTINGS,
  END,
  failingAfter,
  FakeLlmProvider,
  partsOf,
  textPart,
} from '../port/testing/fake-llm-provider.js';
import { alwaysFailingWith, callOf, failingWith, failure, twoProviders } from './testing/call-stage.js';
import { LIMITS, RETRYING } from './testing/completions-with.js';
import { driven } from './testing/driven.js';

const down = failure('provider.unavailable');

describe('a call that meets trouble', () => {
  let { stage, first, second } = twoProviders();
  beforeEach(() => ({ stage, first, second } = twoProviders()));

  describe('is tried again', () => {
    it('until the provider answers, and says how often it was asked', async () => {
      first.answer = failingWith(down, down);
      const { attempts } = await stage.complete(callOf([first]));
      expect(attempts).toBe(3);
      expect(stage.reports).toMatchObject([
        {
          outcome: 'finished',
          waitedMs: expect.any(Number) as number,
          attempts: [
            { outcome: 'failed', error: down, reason: 'named', after: null },
            { outcome: 'failed', error: down, reason: 'retry', after: 'provider.unavailable' },
            { outcome: 'answered', reason: 'retry', after: 'provider.unavailable' },
          ],
        },
      ]);
    });

    it('no more than twice', async () => {
      first.answer = alwaysFailingWith(down);
      await expect(stage.complete(callOf([first]))).rejects.toBe(down);
      expect(first.requests).toHaveLength(3);
    });

    it('after as long as the provider asked for', async () => {
      first.answer = failingWith(failure('provider.rate_limited', { retryAfterMs: 1_000 }));
      await stage.complete(callOf([first]));
      expect(stage.reports[0]?.waitedMs).toBeGreaterThanOrEqual(1_000);
    });

    it.each<[string, GatewayError]>([
      ['a request that is wrong', failure('provider.rejected')],
      ['a refused key', failure('provider.auth_failed')],
      ['a spent quota', failure('provider.quota_exhausted')],
      ['an unknown model', failure('model.not_found')],
      ['a provider that may still be working on it', failure('provider.timed_out', { mayBeBilled: true })],
      ['a pause of a day', failure('provider.rate_limited', { retryAfterMs: 86_400_000 })],
      ['a mistake of ours', new GatewayError('gateway.internal', '-')],
    ])('but not after %s', async (_what, error) => {
      first.answer = alwaysFailingWith(error);
      await expect(stage.complete(callOf([first]))).rejects.toBe(error);
      expect(first.requests).toHaveLength(1);
    });

    it('but not past the caller’s deadline', async () => {
      const limited = failure('provider.rate_limited', { retryAfterMs: 5_000 });
      first.answer = alwaysFailingWith(limited);
      await expect(stage.complete(callOf([first]), 5_000)).rejects.toBe(limited);
      expect(first.requests).toHaveLength(1);
    });

    it('but not once the caller has left', async () => {
      first.answer = alwaysFailingWith(failure('provider.rate_limited', { retryAfterMs: 10_000 }));
      const answer = stage.service.complete(callOf([first]), stage.context());
      stage.clock.setTimer(100, () => stage.caller.abort(failure('client.gone')));
      await expect(driven(stage.clock, answer)).rejects.toMatchObject({ code: 'client.gone' });
      expect(first.requests).toHaveLength(1);
      expect(stage.reports).toMatchObject([{ outcome: 'cancelled', attempts: [{ outcome: 'failed' }] }]);
      expect(stage.clock.pendingTimers).toBe(0);
    });

    it('at most a tenth of the requests in an outage, and hardly at all once the model is known to fail', async () => {
      first.answer = alwaysFailingWith(down);
      for (let count = 0; count < 1_000; count++)
        await stage.complete(callOf([first])).catch(() => 'expected');
      expect(first.requests.length).toBeLessThanOrEqual(1_100);
      first.answer = failingWith();
      stage.clock.advance(5_000);
      await expect(stage.complete(callOf([first]))).resolves.toMatchObject({ attempts: 1 });
    });
  });

  it.each<[ErrorCode, 'open' | 'closed']>([
    ['provider.unavailable', 'open'],
    ['provider.unreachable', 'open'],
    ['provider.invalid_response', 'open'],
    ['provider.timed_out', 'open'],
    ['provider.conflict', 'closed'],
    ['provider.rate_limited', 'closed'],
    ['provider.quota_exhausted', 'closed'],
    ['provider.auth_failed', 'closed'],
    ['provider.rejected', 'closed'],
    ['model.not_found', 'closed'],
    ['gateway.internal', 'closed'],
  ])('by twenty %s and nothing else leaves the circuit %s', async (code, state) => {
    stage.serve(LIMITS);
    first.answer = alwaysFailingWith(failure(code));
    for (let count = 0; count < 20; count++) await stage.complete(callOf([first])).catch(() => 'expected');
    await stage.complete(callOf([first])).catch(() => 'expected');
    expect(first.requests).toHaveLength(state === 'open' ? 20 : 21);
  });

  it('earns no retries by what the breaker refuses, and pays for none', async () => {
    first.answer = alwaysFailingWith(down);
    for (let count = 0; count < 200; count++) await stage.complete(callOf([first])).catch(() => 'expected');
    const askedBefore = first.requests.length;
    stage.clock.advance(1_000);
    await stage.complete(callOf([first])).catch(() => 'expected');
    // the probe, and no retry of it: the breaker is open again
    expect(first.requests).toHaveLength(askedBefore + 1);
  });

  it.each([
    [30_000, false],
    [30_001, true],
  ])('tells whether a pause of %i ms is too long to wait for', async (retryAfterMs, isRetryRefused) => {
    stage.serve({ retry: { ...LIMITS.retry, maxRetries: 0 } });
    first.answer = alwaysFailingWith(failure('provider.rate_limited', { retryAfterMs }));
    await expect(stage.complete(callOf([first]))).rejects.toMatchObject({ code: 'provider.rate_limited' });
    expect(stage.reports).toMatchObject([{ isRetryRefused }]);
  });

  it('does not wait where no retry is left after it', async () => {
    stage.serve({ ...RETRYING, breaker: null });
    first.answer = alwaysFailingWith(failure('provider.unavailable', { retryAfterMs: 4_000 }));
    const calls = Array.from({ length: 20 }, () => stage.service.complete(callOf([first]), stage.context()));
    await driven(stage.clock, Promise.allSettled(calls));
    const waited = stage.reports.filter(({ waitedMs }) => waitedMs > 0);
    expect(waited.every(({ attempts }) => attempts.length > 1)).toBe(true);
    expect(waited).toHaveLength(10);
  });

  it('gives back the retry of a caller who leaves while he waits', async () => {
    stage.serve({ ...RETRYING, breaker: null });
    first.answer = alwaysFailingWith(failure('provider.unavailable', { retryAfterMs: 10_000 }));
    for (let count = 0; count < 12; count += 1) {
      const answer = stage.service.complete(callOf([first]), stage.context());
      stage.clock.setTimer(100, () => stage.caller.abort(failure('client.gone')));
      await expect(driven(stage.clock, answer)).rejects.toMatchObject({ code: 'client.gone' });
      stage.caller = new AbortController();
    }
    expect(stage.reports.every(({ waitedMs }) => waitedMs > 0)).toBe(true);
  });

  it('counts a request once for a provider that a route names twice', async () => {
    stage.serve({ ...RETRYING, breaker: null });
    first.answer = alwaysFailingWith(down);
    const { targets, ...call } = callOf([first]);
    const route = { ...call, targets: [...targets, { ...targets[0], model: 'other' }] as never };
    for (let count = 0; count < 1_000; count += 1) await stage.complete(route).catch(() => 'expected');
    expect(first.requests.length).toBeLessThanOrEqual(2_100);
  });

  it('tells that it will not be tried again once retries are spent', async () => {
    stage.serve({ ...RETRYING, breaker: null });
    first.answer = alwaysFailingWith(down);
    const calls = Array.from({ length: 12 }, () => stage.service.complete(callOf([first]), stage.context()));
    await driven(stage.clock, Promise.allSettled(calls));
    const refused = stage.reports.filter(({ isRetryRefused }) => isRetryRefused);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(({ attempts }) => attempts.length < 3)).toBe(true);
  });

  it('tells what the provider said, and not that the circuit is open since', async () => {
    stage.serve({ ...RETRYING, breaker: LIMITS.breaker && { ...LIMITS.breaker, minimumCalls: 5 } });
    const limited = failure('provider.unavailable', { retryAfterMs: 1 });
    first.answer = alwaysFailingWith(limited);
    for (let count = 0; count < 2; count++)
      await expect(stage.complete(callOf([first]))).rejects.toBe(limited);
    expect(first.requests).toHaveLength(5);
    await expect(stage.complete(callOf([first]))).rejects.toMatchObject({
      message: expect.stringContaining('not asked for a moment') as string,
    });
  });

  describe('goes on to the next target', () => {
    it.each<ErrorCode>([
      'provider.unavailable',
      'provider.unreachable',
      'provider.timed_out',
      'provider.invalid_response',
      'provider.conflict',
      'provider.rate_limited',
      'provider.quota_exhausted',
      'provider.auth_failed',
      'model.not_found',
      'gateway.overloaded',
    ])('after %s', async (code) => {
      stage.serve(LIMITS);
      first.answer = alwaysFailingWith(failure(code));
      const { target, attempts } = await stage.complete(callOf([first, second]));
      expect([target.provider.definition.id, attempts]).toEqual(['zenith', 2]);
      expect(stage.reports).toMatchObject([{ providerId: 'zenith', routeId: 'steady', outcome: 'finished' }]);
    });

    it('when a key is missing, without asking that provider', async () => {
      const keyless = new FakeLlmProvider(ACME, { ...ACME_SETTINGS, apiKeys: [] });
      const { attempts } = await stage.complete(callOf([keyless, second]));
      expect([keyless.requests.length, attempts]).toEqual([0, 1]);
    });

    it('and tells of each target that it left, asked or not, and why', async () => {
      stage.serve({ ...LIMITS, breaker: LIMITS.breaker && { ...LIMITS.breaker, minimumCalls: 1 } });
      first.answer = alwaysFailingWith(down);
      await expect(stage.complete(callOf([first]))).rejects.toBe(down);
      const keyless = new FakeLlmProvider(ACME, { ...ACME_SETTINGS, apiKeys: [] });
      const limited = new FakeLlmProvider({ ...ACME, id: 'limited' });
      limited.answer = alwaysFailingWith(failure('provider.rate_limited', { retryAfterMs: 20_000 }));
      const call = callOf([keyless, first, limited, second]);
      const modelLifecycle = ACME.modelLifecycle.map((entry) => ({ ...entry, shutdownDate: '2026-01-14' }));
      const gone = { provider: new FakeLlmProvider({ ...ACME, modelLifecycle }), model: 'acme-0' };
      await stage.complete({ ...call, targets: [gone, ...call.targets] });
      expect(stage.reports.at(-1)).toMatchObject({
        providerId: 'zenith',
        targetModel: 'think-1',
        attempts: [{ providerId: 'limited', model: 'think-1' }, { providerId: 'zenith' }],
        fallbacks: [
          { providerId: 'acme', model: 'acme-0', error: { code: 'model.not_found' } },
          { providerId: 'acme', model: 'think-1', error: { code: 'provider.key_missing' } },
          { providerId: 'acme', model: 'think-1', error: { code: 'provider.unavailable' } },
          { providerId: 'limited', model: 'think-1', error: { code: 'provider.rate_limited' } },
        ],
      });
    });

    it.each<ErrorCode>(['provider.rejected', 'gateway.internal'])('but not after %s', async (code) => {
      first.answer = alwaysFailingWith(failure(code));
      await expect(stage.complete(callOf([first, second]))).rejects.toMatchObject({ code });
      expect(second.requests).toEqual([]);
    });

    it('applying that target’s own rules', async () => {
      stage.serve(LIMITS);
      first.answer = alwaysFailingWith(down);
      const { warnings } = await stage.complete(callOf([first, second], { temperature: 0.1, max_tokens: 7 }));
      expect(first.requests[0]).toMatchObject({ max_completion_tokens: 7 });
      expect(first.requests[0]).not.toHaveProperty('temperature');
      expect(second.requests[0]).toMatchObject({ max_tokens: 7, temperature: 0.1 });
      expect(warnings).toEqual([]);
    });

    it('and tells what the last one that was asked failed with', async () => {
      stage.serve(LIMITS);
      first.answer = alwaysFailingWith(down);
      const keyless = new FakeLlmProvider(second.definition, { ...ACME_SETTINGS, apiKeys: [] });
      await expect(stage.complete(callOf([first, keyless]))).rejects.toBe(down);
    });

    it('rather than wait for long', async () => {
      first.answer = alwaysFailingWith(failure('provider.rate_limited', { retryAfterMs: 20_000 }));
      await stage.complete(callOf([first, second]));
      expect(stage.reports).toMatchObject([{ waitedMs: 0, providerId: 'zenith' }]);
    });

    it('when the stream fails before its first part, and never after it', async () => {
      stage.serve(LIMITS);
      first.parts = () => failingAfter(down);
      const { target, parts } = await stage.service.openStream(callOf([first, second]), stage.context());
      for await (const part of parts) expect(part).toBeDefined();
      expect(target.provider.definition.id).toBe('zenith');

      first.parts = () => failingAfter(down, textPart('Hel'));
      const opened = await stage.service.openStream(callOf([first, second]), stage.context());
      const read = async () => {
        for await (const part of opened.parts) expect(part).toEqual(textPart('Hel'));
      };
      await expect(read()).rejects.toBe(down);
      expect(second.requests).toHaveLength(1);
    });
  });

  it('tells what had come of a stream that was left', async () => {
    first.parts = () => partsOf(textPart('Hello'), textPart(' there'), END);
    const { parts } = await stage.service.openStream(callOf([first]), stage.context());
    for await (const part of parts) if (part.type === 'chunk') break;
    expect(stage.reports).toMatchObject([
      { outcome: 'cancelled', characters: 5, attempts: [{ outcome: 'cancelled' }] },
    ]);
  });
});
