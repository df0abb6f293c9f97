import type { ErrorCode, GatewayError } from '../common/errors.js';
import type { ApiKey, ProviderSettings } from '../port/provider-definition.js';
import {
  ACME,
  ACME_SETTINGS,
  completionOf,
  FakeLlmProvider,
  untilAborted,
} from '../port/testing/fake-llm-provider.js';
import { alwaysFailingWith, CallStage, callOf, failingWith, failure } from './testing/call-stage.js';
import { LIMITS } from './testing/completions-with.js';

describe('a call of a provider with several keys', () => {
  let stage: CallStage;
  let first: FakeLlmProvider;
  beforeEach(() => {
    stage = new CallStage(LIMITS);
    first = new FakeLlmProvider();
  });

  const keys: ApiKey[] = ['A', 'B', 'C'].map((name) => ({
    variable: `KEY_${name}`,
    value: `value-${name}`,
  }));
  const settings: ProviderSettings = { ...ACME_SETTINGS, apiKeys: keys };
  const refusedCall = () => callOf([first], { messages: [{ role: 'user', content: 'refused' }] });
  const used = () => first.attempts.map(({ apiKey }) => apiKey?.variable);
  beforeEach(() => {
    first = new FakeLlmProvider(ACME, settings);
    stage.serve(LIMITS);
  });

  it('takes them in turn', async () => {
    for (let count = 0; count < 4; count++) await stage.complete(callOf([first]));
    expect(used()).toEqual(['KEY_A', 'KEY_B', 'KEY_C', 'KEY_A']);
  });

  it.each<ErrorCode>(['provider.rate_limited', 'provider.auth_failed', 'provider.quota_exhausted'])(
    'goes on with the next after %s, and leaves that one alone for a while',
    async (code) => {
      first.answer = async ({ apiKey }) => {
        if (apiKey?.variable === 'KEY_A') throw failure(code, { retryAfterMs: 30_000 });
        return completionOf('Hello!');
      };
      for (let count = 0; count < 3; count++) await stage.complete(callOf([first]));
      expect(used()).toEqual(['KEY_A', 'KEY_B', 'KEY_C', 'KEY_B']);
      expect(stage.reports[0]?.attempts[1]).toMatchObject({ reason: 'next_key', after: code });
      stage.clock.advance(300_000);
      for (let count = 0; count < 2; count++) await stage.complete(callOf([first]));
      expect(used().slice(4)).toEqual(['KEY_C', 'KEY_A', 'KEY_B']);
    },
  );

  it('keeps them in cooldown for a second, though the provider names no pause', async () => {
    first.answer = alwaysFailingWith(failure('provider.rate_limited', { retryAfterMs: 0 }));
    for (let count = 0; count < 5; count++)
      await expect(stage.complete(callOf([first]))).rejects.toMatchObject({ code: 'provider.rate_limited' });
    expect(used()).toEqual(['KEY_A', 'KEY_B', 'KEY_C']);
  });

  describe('of which every one is refused', () => {
    const codes: readonly ErrorCode[] = ['provider.auth_failed', 'provider.quota_exhausted'];

    it.each(codes)('ends with %s, and leaves all keys to the next call', async (code) => {
      first.answer = alwaysFailingWith(failure(code, { retryAfterMs: 60_000 }));
      await expect(stage.complete(callOf([first]))).rejects.toMatchObject({ code, isRetryable: false });
      first.answer = failingWith();
      await expect(stage.complete(callOf([first]))).resolves.toMatchObject({ attempts: 1 });
      expect(used()).toEqual(['KEY_A', 'KEY_B', 'KEY_C', 'KEY_A']);
    });

    it.each(codes)(
      'takes no key away from 94 other calls, one caller’s prompt being refused with %s',
      async (code) => {
        first.answer = async () => {
          if (first.requests.at(-1)?.messages[0]?.content === 'refused') throw failure(code);
          return completionOf('Hello!');
        };
        const attempts: number[] = [];
        const codesOfRefused = new Set<unknown>();
        for (let count = 0; count < 94; count++) {
          const refused = count % 4 === 0 ? stage.complete(refusedCall()) : null;
          await refused?.catch((error: GatewayError) => codesOfRefused.add(error.code));
          attempts.push((await stage.complete(callOf([first]))).attempts);
          stage.clock.advance(500);
        }
        expect([...codesOfRefused]).toEqual([code]);
        expect(attempts).toEqual(Array.from({ length: 94 }, () => 1));
      },
    );

    it.each(codes)(
      'costs no more than a tenth of the requests besides, in an outage told as %s',
      async (code) => {
        first.answer = alwaysFailingWith(failure(code));
        for (let batch = 0; batch < 20; batch++) {
          const calls = Array.from({ length: 50 }, () => stage.complete(callOf([first])));
          await Promise.allSettled(calls);
          stage.clock.advance(400);
        }
        expect(used().length).toBeLessThanOrEqual(1_100);
      },
    );
  });

  it('leaves a refused key to others where the call ends before another key has answered', async () => {
    first.answer = failingWith(failure('provider.auth_failed'), failure('provider.rejected'));
    await expect(stage.complete(callOf([first]))).rejects.toMatchObject({ code: 'provider.rejected' });
    for (let count = 0; count < 2; count++) await stage.complete(callOf([first]));
    expect(used()).toEqual(['KEY_A', 'KEY_B', 'KEY_C', 'KEY_A']);
  });

  it('leaves a refused key to others where the caller’s time is over before another key has answered', async () => {
    first.answer = async (attempt) => {
      if (attempt.apiKey?.variable === 'KEY_A') throw failure('provider.auth_failed');
      return untilAborted(attempt);
    };
    await expect(stage.complete(callOf([first]), 1_000)).rejects.toMatchObject({
      code: 'request.deadline_exceeded',
    });
    first.answer = failingWith();
    for (let count = 0; count < 2; count++) await stage.complete(callOf([first]));
    expect(used()).toEqual(['KEY_A', 'KEY_B', 'KEY_C', 'KEY_A']);
  });

  it('asks them all once in an outage, and then pays for each further one as for a retry', async () => {
    first.answer = alwaysFailingWith(failure('provider.rate_limited', { retryAfterMs: 1_000 }));
    for (let count = 0; count < 30; count++) {
      await expect(stage.complete(callOf([first]))).rejects.toMatchObject({ code: 'provider.rate_limited' });
      stage.clock.advance(1_100);
    }
    // two for nothing; ten, and one a second, paid for
    expect(used().length).toBeLessThanOrEqual(30 + 2 + 10 + 33);
    expect(stage.reports.map(({ isRetryRefused }) => isRetryRefused).slice(0, 2)).toEqual([false, false]);
    expect(stage.reports.at(-1)?.isRetryRefused).toBe(true);
  });

  it('changes them for nothing again once one of them has answered', async () => {
    first.answer = alwaysFailingWith(failure('provider.rate_limited', { retryAfterMs: 1_000 }));
    for (let count = 0; count < 4; count++) {
      await expect(stage.complete(callOf([first]))).rejects.toMatchObject({ code: 'provider.rate_limited' });
      stage.clock.advance(1_100);
    }
    first.answer = failingWith();
    await stage.complete(callOf([first]));
    const askedBefore = used().length;
    const limited = failure('provider.rate_limited');
    first.answer = failingWith(limited, limited);
    await stage.complete(callOf([first]));
    expect(used().length - askedBefore).toBe(3);
  });

  it('asks each of them once in a call, though the first is back by the time that the last was refused', async () => {
    first.answer = async () => {
      stage.clock.advance(1_500);
      throw failure('provider.rate_limited', { retryAfterMs: 0 });
    };
    await expect(stage.complete(callOf([first]))).rejects.toMatchObject({ code: 'provider.rate_limited' });
    expect(used()).toEqual(['KEY_A', 'KEY_B', 'KEY_C']);
  });

  it('waits until one of them is back, where the provider asked for less', async () => {
    const limited = failure('provider.rate_limited', { retryAfterMs: 200 });
    first.answer = failingWith(limited, limited, limited);
    stage.serve({ retry: { ...LIMITS.retry, maxRetries: 1 } });
    expect((await stage.complete(callOf([first]))).attempts).toBe(4);
    expect(stage.reports[0]?.waitedMs).toBeGreaterThanOrEqual(1_000);
  });

  it('says how long, when all of them are in cooldown', async () => {
    first.answer = alwaysFailingWith(failure('provider.rate_limited', { retryAfterMs: 30_000 }));
    await expect(stage.complete(callOf([first]))).rejects.toMatchObject({ code: 'provider.rate_limited' });
    expect(used()).toHaveLength(3);
    await expect(stage.complete(callOf([first]))).rejects.toMatchObject({
      code: 'provider.rate_limited',
      retryAfterMs: 30_000,
    });
    expect(used()).toHaveLength(3);
  });
});
