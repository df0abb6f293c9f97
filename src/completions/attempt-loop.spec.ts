import { GatewayError, type ErrorCode } from '../common/errors.js';
import { waitUnlessAborted } from '../common/interruptible-wait.js';
import { ManualClock } from '../common/testing/manual-clock.js';
import type { ChunkPart, StreamPart } from '../llm-providers/port/canonical.js';
import type { Attempt } from '../llm-providers/port/llm-provider.js';
import type { ApiKey, ProviderSettings } from '../llm-providers/port/provider-definition.js';
import {
  ACME,
  ACME_SETTINGS,
  completionOf,
  END,
  FakeLlmProvider,
  partsOf,
  textPart,
  untilAborted,
} from '../llm-providers/port/testing/fake-llm-provider.js';
import type { CompletionCall, CompletionLimits } from './completion-call.js';
import type { CallReport, CompletionResult } from './completion-outcome.js';
import type { CompletionsService } from './completions.service.js';
import { completionsWith, LIMITS } from './testing/completions-with.js';
import { driven } from './testing/driven.js';

const RETRYING = { retry: { ...LIMITS.retry, maxRetries: 2 } };
const failure = (code: ErrorCode, details: object = {}) =>
  new GatewayError(code, `Acme API error: ${code}.`, details);
const down = failure('provider.unavailable');

/** Fails with these in turn, and then answers. */
function failingWith(...errors: readonly GatewayError[]) {
  const left = [...errors];
  return async () => {
    const error = left.shift();
    if (error) throw error;
    return completionOf('Hello!');
  };
}
const alwaysFailingWith = (error: GatewayError) => async (): Promise<never> => {
  throw error;
};

async function* failingAfter(error: unknown, ...parts: readonly StreamPart[]): AsyncGenerator<StreamPart> {
  yield* parts;
  throw error as Error;
}

describe('a call that meets trouble', () => {
  let clock: ManualClock;
  let first: FakeLlmProvider;
  let second: FakeLlmProvider;
  let caller: AbortController;
  let reports: CallReport[];
  let service: CompletionsService;

  const serve = (limits: Partial<CompletionLimits> = RETRYING) => (service = completionsWith(clock, limits));
  beforeEach(() => {
    clock = new ManualClock(Date.parse('2026-11-23'));
    first = new FakeLlmProvider();
    second = new FakeLlmProvider({ ...ACME, id: 'zenith', displayName: 'Zenith', modelFamilies: [] });
    caller = new AbortController();
    reports = [];
    serve();
  });

  const callOf = (providers: readonly FakeLlmProvider[], request: object = {}): CompletionCall => ({
    targets: providers.map((provider) => ({ provider, model: 'think-1' })) as never,
    request: { model: 'think-1', messages: [{ role: 'user', content: 'Hello' }], ...request },
    parameters: { defaults: { max_tokens: 100, temperature: 0.7 }, isStrict: false },
    routeId: providers.length > 1 ? 'steady' : null,
  });
  const context = (timeoutMs: number | null = null) => ({
    requestId: 'r-1',
    signal: caller.signal,
    timeoutMs,
    onEnded: (report: CallReport) => reports.push(report),
  });
  const complete = (call = callOf([first]), timeoutMs: number | null = null): Promise<CompletionResult> =>
    driven(clock, service.complete(call, context(timeoutMs)));

  describe('is tried again', () => {
    it('until the provider answers, and says how often it was asked', async () => {
      first.answer = failingWith(down, down);
      const { attempts } = await complete();
      expect(attempts).toBe(3);
      expect(reports).toMatchObject([
        {
          outcome: 'finished',
          waitedMs: expect.any(Number) as number,
          attempts: [
            { outcome: 'failed', error: down },
            { outcome: 'failed', error: down },
            { outcome: 'answered' },
          ],
        },
      ]);
    });

    it('no more than twice', async () => {
      first.answer = alwaysFailingWith(down);
      await expect(complete()).rejects.toBe(down);
      expect(first.requests).toHaveLength(3);
    });

    it('after as long as the provider asked for', async () => {
      first.answer = failingWith(failure('provider.rate_limited', { retryAfterMs: 1_000 }));
      await complete();
      expect(reports[0]?.waitedMs).toBeGreaterThanOrEqual(1_000);
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
      await expect(complete()).rejects.toBe(error);
      expect(first.requests).toHaveLength(1);
    });

    it('but not past the caller’s deadline', async () => {
      const limited = failure('provider.rate_limited', { retryAfterMs: 5_000 });
      first.answer = alwaysFailingWith(limited);
      await expect(complete(callOf([first]), 5_000)).rejects.toBe(limited);
      expect(first.requests).toHaveLength(1);
    });

    it('but not once the caller has left', async () => {
      first.answer = alwaysFailingWith(failure('provider.rate_limited', { retryAfterMs: 10_000 }));
      const answer = service.complete(callOf([first]), context());
      clock.setTimer(100, () => caller.abort(failure('client.gone')));
      await expect(driven(clock, answer)).rejects.toMatchObject({ code: 'client.gone' });
      expect(first.requests).toHaveLength(1);
      expect(reports).toMatchObject([{ outcome: 'cancelled', attempts: [{ outcome: 'failed' }] }]);
      expect(clock.pendingTimers).toBe(0);
    });

    it('at most a tenth of the requests in an outage, and hardly at all once the model is known to fail', async () => {
      first.answer = alwaysFailingWith(down);
      for (let count = 0; count < 1_000; count++) await complete().catch(() => 'expected');
      expect(first.requests.length).toBeLessThanOrEqual(1_100);
      first.answer = failingWith();
      clock.advance(5_000);
      await expect(complete()).resolves.toMatchObject({ attempts: 1 });
    });
  });

  it('earns no retries by what the breaker refuses, and pays for none', async () => {
    first.answer = alwaysFailingWith(down);
    for (let count = 0; count < 200; count++) await complete().catch(() => 'expected');
    const askedBefore = first.requests.length;
    clock.advance(5_000);
    await complete().catch(() => 'expected');
    // the probe, and no retry of it: the breaker is open again
    expect(first.requests).toHaveLength(askedBefore + 1);
  });

  it('tells that it will not be tried again once retries are spent', async () => {
    serve({ ...RETRYING, breaker: null });
    first.answer = alwaysFailingWith(down);
    for (let count = 0; count < 4; count++) await complete().catch(() => 'expected');
    expect(reports.map(({ attempts, isRetryRefused }) => [attempts.length, isRetryRefused])).toEqual([
      [3, false],
      [2, true],
      [1, true],
      [1, true],
    ]);
  });

  it('tells what the provider said, and not that it is left alone since', async () => {
    const limited = failure('provider.unavailable', { retryAfterMs: 1 });
    first.answer = alwaysFailingWith(limited);
    for (let count = 0; count < 2; count++) await expect(complete()).rejects.toBe(limited);
    expect(first.requests).toHaveLength(5);
    await expect(complete()).rejects.toMatchObject({
      message: expect.stringContaining('not asked for a moment') as string,
    });
  });

  describe('goes on to the next target', () => {
    it.each<ErrorCode>([
      'provider.unavailable',
      'provider.unreachable',
      'provider.timed_out',
      'provider.invalid_response',
      'provider.rate_limited',
      'provider.quota_exhausted',
      'provider.auth_failed',
      'model.not_found',
    ])('after %s', async (code) => {
      serve(LIMITS);
      first.answer = alwaysFailingWith(failure(code));
      const { target, attempts } = await complete(callOf([first, second]));
      expect([target.provider.definition.id, attempts]).toEqual(['zenith', 2]);
      expect(reports).toMatchObject([{ providerId: 'zenith', routeId: 'steady', outcome: 'finished' }]);
    });

    it('when a key is missing, without asking anybody', async () => {
      const keyless = new FakeLlmProvider(ACME, { ...ACME_SETTINGS, apiKeys: [] });
      const { attempts } = await complete(callOf([keyless, second]));
      expect([keyless.requests.length, attempts]).toEqual([0, 1]);
    });

    it('and tells of each target that it left, asked or not, and why', async () => {
      serve({ ...LIMITS, breaker: LIMITS.breaker && { ...LIMITS.breaker, consecutiveFailures: 1 } });
      first.answer = alwaysFailingWith(down);
      await expect(complete()).rejects.toBe(down);
      const keyless = new FakeLlmProvider(ACME, { ...ACME_SETTINGS, apiKeys: [] });
      const limited = new FakeLlmProvider({ ...ACME, id: 'limited' });
      limited.answer = alwaysFailingWith(failure('provider.rate_limited', { retryAfterMs: 20_000 }));
      const call = callOf([keyless, first, limited, second]);
      const modelLifecycle = ACME.modelLifecycle.map((entry) => ({ ...entry, shutdownDate: '2026-01-14' }));
      const gone = { provider: new FakeLlmProvider({ ...ACME, modelLifecycle }), model: 'acme-0' };
      await complete({ ...call, targets: [gone, ...call.targets] });
      expect(reports.at(-1)).toMatchObject({
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
      await expect(complete(callOf([first, second]))).rejects.toMatchObject({ code });
      expect(second.requests).toEqual([]);
    });

    it('applying that target’s own rules', async () => {
      serve(LIMITS);
      first.answer = alwaysFailingWith(down);
      const { warnings } = await complete(callOf([first, second], { temperature: 0.1, max_tokens: 7 }));
      expect(first.requests[0]).toMatchObject({ max_completion_tokens: 7 });
      expect(first.requests[0]).not.toHaveProperty('temperature');
      expect(second.requests[0]).toMatchObject({ max_tokens: 7, temperature: 0.1 });
      expect(warnings).toEqual([]);
    });

    it('and tells what the last one that was asked failed with', async () => {
      serve(LIMITS);
      first.answer = alwaysFailingWith(down);
      const keyless = new FakeLlmProvider(second.definition, { ...ACME_SETTINGS, apiKeys: [] });
      await expect(complete(callOf([first, keyless]))).rejects.toBe(down);
    });

    it('rather than wait for long', async () => {
      first.answer = alwaysFailingWith(failure('provider.rate_limited', { retryAfterMs: 20_000 }));
      await complete(callOf([first, second]));
      expect(reports).toMatchObject([{ waitedMs: 0, providerId: 'zenith' }]);
    });

    it('when the stream fails before its first part, and never after it', async () => {
      serve(LIMITS);
      first.parts = () => failingAfter(down);
      const { target, parts } = await service.openStream(callOf([first, second]), context());
      for await (const part of parts) expect(part).toBeDefined();
      expect(target.provider.definition.id).toBe('zenith');

      first.parts = () => failingAfter(down, textPart('Hel'));
      const opened = await service.openStream(callOf([first, second]), context());
      const read = async () => {
        for await (const part of opened.parts) expect(part).toEqual(textPart('Hel'));
      };
      await expect(read()).rejects.toBe(down);
      expect(second.requests).toHaveLength(1);
    });
  });

  describe('with several keys', () => {
    const keys: ApiKey[] = ['A', 'B', 'C'].map((name) => ({
      variable: `KEY_${name}`,
      value: `value-${name}`,
    }));
    const settings: ProviderSettings = { ...ACME_SETTINGS, apiKeys: keys };
    const used = () => first.attempts.map(({ apiKey }) => apiKey?.variable);
    beforeEach(() => {
      first = new FakeLlmProvider(ACME, settings);
      serve(LIMITS);
    });

    it('takes them in turn', async () => {
      for (let count = 0; count < 4; count++) await complete();
      expect(used()).toEqual(['KEY_A', 'KEY_B', 'KEY_C', 'KEY_A']);
    });

    it.each<ErrorCode>(['provider.rate_limited', 'provider.auth_failed', 'provider.quota_exhausted'])(
      'goes on with the next after %s, and leaves that one alone for a while',
      async (code) => {
        first.answer = async ({ apiKey }) => {
          if (apiKey?.variable === 'KEY_A') throw failure(code, { retryAfterMs: 30_000 });
          return completionOf('Hello!');
        };
        for (let count = 0; count < 3; count++) await complete();
        expect(used()).toEqual(['KEY_A', 'KEY_B', 'KEY_C', 'KEY_B']);
        clock.advance(300_000);
        for (let count = 0; count < 2; count++) await complete();
        expect(used().slice(4)).toEqual(['KEY_C', 'KEY_A', 'KEY_B']);
      },
    );

    it('lets them rest for a second, though the provider names no pause', async () => {
      first.answer = alwaysFailingWith(failure('provider.rate_limited', { retryAfterMs: 0 }));
      for (let count = 0; count < 5; count++)
        await expect(complete()).rejects.toMatchObject({ code: 'provider.rate_limited' });
      expect(used()).toEqual(['KEY_A', 'KEY_B', 'KEY_C']);
    });

    it.each<ErrorCode>(['provider.auth_failed', 'provider.quota_exhausted'])(
      'goes on saying %s while all of them rest for it',
      async (code) => {
        first.answer = alwaysFailingWith(failure(code));
        await expect(complete()).rejects.toMatchObject({ code });
        await expect(complete()).rejects.toMatchObject({ code, isRetryable: false });
        expect(used()).toHaveLength(3);
      },
    );

    it('asks them all once in an outage, and then pays for each further one as for a retry', async () => {
      first.answer = alwaysFailingWith(failure('provider.rate_limited', { retryAfterMs: 1_000 }));
      for (let count = 0; count < 30; count++) {
        await expect(complete()).rejects.toMatchObject({ code: 'provider.rate_limited' });
        clock.advance(1_100);
      }
      expect(used()).toHaveLength(30 + 2 + 3);
      expect(reports.map(({ isRetryRefused }) => isRetryRefused).slice(0, 6)).toEqual([
        false, // all three asked
        false, // two more, paid for
        true, // one more
        true,
        true,
        true,
      ]);
    });

    it('changes them for nothing again once one of them has answered', async () => {
      first.answer = alwaysFailingWith(failure('provider.rate_limited', { retryAfterMs: 1_000 }));
      for (let count = 0; count < 4; count++) {
        await expect(complete()).rejects.toMatchObject({ code: 'provider.rate_limited' });
        clock.advance(1_100);
      }
      first.answer = failingWith();
      await complete();
      const askedBefore = used().length;
      const limited = failure('provider.rate_limited');
      first.answer = failingWith(limited, limited);
      await complete();
      expect(used().length - askedBefore).toBe(3);
    });

    it('says how long, when all of them rest', async () => {
      first.answer = alwaysFailingWith(failure('provider.rate_limited', { retryAfterMs: 30_000 }));
      await expect(complete()).rejects.toMatchObject({ code: 'provider.rate_limited' });
      expect(used()).toHaveLength(3);
      await expect(complete()).rejects.toMatchObject({ code: 'provider.rate_limited', retryAfterMs: 30_000 });
      expect(used()).toHaveLength(3);
    });
  });

  describe('ends in time', () => {
    it('by the caller’s own deadline, if that is sooner', async () => {
      first.answer = untilAborted;
      await expect(complete(callOf([first]), 2_000)).rejects.toMatchObject({
        code: 'request.deadline_exceeded',
        message:
          'No complete answer within the 2000 ms that the caller allowed for it. Allow more, or stream.',
      });
      expect(reports).toMatchObject([{ outcome: 'timed-out', upstreamMs: 2_000 }]);
    });

    it('when a stream opens, but no word comes', async () => {
      first.parts = async function* (attempt) {
        yield { ...textPart(''), chunk: { ...(textPart('') as { chunk: object }).chunk } } as StreamPart;
        await untilAborted(attempt);
      };
      const { parts } = await service.openStream(callOf([first]), context());
      const read = async () => {
        for await (const part of parts) expect(part).toBeDefined();
      };
      await expect(driven(clock, read())).rejects.toMatchObject({
        code: 'provider.timed_out',
        message: 'Acme API error: no first word within 120000 ms (UPSTREAM_FIRST_TOKEN_TIMEOUT_MS).',
      });
    });

    /** A stream of these parts, with a wait before each; then nothing. */
    const slowly = (waitMs: number, ...parts: readonly StreamPart[]) =>
      async function* (attempt: Attempt) {
        for (const part of parts) {
          await waitUnlessAborted(clock, waitMs, attempt.signal);
          yield part;
        }
        await untilAborted(attempt);
      };
    const readAll = async () => {
      const { parts } = await driven(clock, service.openStream(callOf([first]), context()));
      const read = async () => {
        for await (const part of parts) expect(part).toBeDefined();
      };
      return driven(clock, read());
    };

    it('and not before, while words come', async () => {
      const words = Array.from({ length: 5 }, () => textPart('la'));
      first.parts = slowly(59_000, ...words, END);
      await readAll();
      expect(reports).toMatchObject([{ outcome: 'finished', characters: 10 }]);
    });

    it('when words stop coming, whatever else comes', async () => {
      const empty = Array.from({ length: 10 }, () => textPart(''));
      first.parts = slowly(10_000, textPart('Hel'), ...empty, END);
      await expect(readAll()).rejects.toMatchObject({
        code: 'provider.timed_out',
        message: 'Acme API error: no word for 60000 ms (UPSTREAM_IDLE_TIMEOUT_MS).',
      });
      expect(reports).toMatchObject([{ outcome: 'timed-out', upstreamMs: 70_000, characters: 3 }]);
      expect(clock.pendingTimers).toBe(0);
    });

    it('but not once the provider has said why it stopped', async () => {
      const last = textPart('lo') as ChunkPart;
      const [choice] = last.chunk.choices;
      const over = {
        ...last,
        chunk: { ...last.chunk, choices: [{ ...choice!, finish_reason: 'stop' as const }] },
      };
      first.parts = slowly(50_000, textPart('Hel'), over, textPart(''), END);
      await readAll();
      expect(reports).toMatchObject([{ outcome: 'finished', characters: 5 }]);
    });

    it('but not because a reader takes his time', async () => {
      first.parts = () => partsOf(textPart('Hel'), textPart('lo'), END);
      const { parts } = await service.openStream(callOf([first]), context());
      for await (const part of parts) if (part.type === 'chunk') clock.advance(90_000);
      expect(reports).toMatchObject([{ outcome: 'finished' }]);
    });

    describe('leaving the next target half of what the caller allows', () => {
      it('for a whole answer', async () => {
        first.answer = untilAborted;
        const { target } = await complete(callOf([first, second]), 3_000);
        expect(target.provider.definition.id).toBe('zenith');
        expect(reports).toMatchObject([
          {
            outcome: 'finished',
            attempts: [{ upstreamMs: 1_500, error: { code: 'provider.timed_out' } }, {}],
          },
        ]);
      });

      it('for a stream, which has all of it once it has begun', async () => {
        first.parts = slowly(1_400, textPart('Hel'), textPart('lo'), END);
        const open = (timeoutMs: number) =>
          driven(clock, service.openStream(callOf([first, second]), context(timeoutMs)));
        const opened = await open(5_000);
        const read = async () => {
          for await (const part of opened.parts) expect(part).toBeDefined();
        };
        await driven(clock, read());
        expect(opened.target.provider).toBe(first);
        first.parts = slowly(1_600, textPart('Hel'));
        expect((await open(3_000)).target.provider).toBe(second);
      });

      it('and holds nothing against a model that a hurried caller left no time', async () => {
        first.answer = untilAborted;
        for (let count = 0; count < 10; count++) await complete(callOf([first, second]), 100);
        expect(first.requests).toHaveLength(10);
      });
    });

    it('by the model’s own limits', async () => {
      const modelTimeouts = [{ matches: /^think-/, totalMs: 700 }];
      first = new FakeLlmProvider(ACME, { ...ACME_SETTINGS, timeouts: { totalMs: 90_000 }, modelTimeouts });
      first.answer = untilAborted;
      await expect(complete()).rejects.toMatchObject({
        code: 'provider.timed_out',
        message: 'Acme API error: no complete answer within 700 ms.',
      });
    });
  });

  it('tells what had come of a stream that was left', async () => {
    first.parts = () => partsOf(textPart('Hello'), textPart(' there'), END);
    const { parts } = await service.openStream(callOf([first]), context());
    for await (const part of parts) if (part.type === 'chunk') break;
    expect(reports).toMatchObject([
      { outcome: 'cancelled', characters: 5, attempts: [{ outcome: 'cancelled' }] },
    ]);
  });

  describe('is held to the room of a provider', () => {
    let running: Promise<unknown>[];
    beforeEach(() => (running = []));
    /** A call to each that goes on until its caller leaves. */
    const fill = (...providers: readonly FakeLlmProvider[]) => {
      for (const provider of providers) {
        provider.answer = untilAborted;
        running.push(service.complete(callOf([provider]), context()));
      }
    };
    const leave = async () => {
      caller.abort(failure('client.gone'));
      await Promise.allSettled(running);
    };
    afterEach(leave);
    const roomy = (id: string, maxCalls: number) =>
      new FakeLlmProvider({ ...ACME, id, displayName: id }, { ...ACME_SETTINGS, maxCalls });

    it('which is the same for all that have no limit of their own', async () => {
      serve({ ...LIMITS, maxCallsPerProvider: 1 });
      fill(first);
      await expect(service.complete(callOf([first]), context())).rejects.toMatchObject({
        code: 'gateway.overloaded',
        message: expect.stringContaining('as MAX_CALLS_PER_PROVIDER allows') as string,
      });
      await expect(service.complete(callOf([second]), context())).resolves.toMatchObject({ attempts: 1 });
    });

    it.each([
      ['less', 1, 5],
      ['more', 3, 1],
    ])('of its own, be it for %s', async (_what, maxCalls, maxCallsPerProvider) => {
      serve({ ...LIMITS, maxCallsPerProvider });
      const own = roomy('own', maxCalls);
      fill(...Array.from({ length: maxCalls }, () => own));
      await expect(service.complete(callOf([own]), context())).rejects.toMatchObject({
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
      caller = new AbortController();
      await expect(service.complete(callOf([own]), context())).resolves.toMatchObject({ attempts: 1 });
    });

    it('and goes on to the next target where there is none', async () => {
      const own = roomy('own', 1);
      fill(own);
      const { target, attempts } = await service.complete(callOf([own, second]), context());
      expect([target.provider.definition.id, attempts]).toEqual(['zenith', 1]);
    });

    it('and is refused where all targets are full, in a way that is worth another try', async () => {
      const full = [roomy('one', 1), roomy('two', 1)];
      fill(...full);
      const keyless = new FakeLlmProvider(ACME, { ...ACME_SETTINGS, apiKeys: [] });
      for (const targets of [full, [keyless, ...full], [...full, keyless]]) {
        await expect(service.complete(callOf(targets), context())).rejects.toMatchObject({
          code: 'gateway.overloaded',
        });
        expect(reports.at(-1)).toMatchObject({ providerId: 'one', attempts: [] });
      }
      expect(reports.map(({ fallbacks }) => fallbacks.length)).toEqual([1, 2, 2]);
    });

    it('but tells what a target failed with that was asked', async () => {
      serve(LIMITS);
      const own = roomy('own', 1);
      fill(own);
      first.answer = alwaysFailingWith(down);
      await expect(complete(callOf([own, first]))).rejects.toBe(down);
      await expect(complete(callOf([first, own]))).rejects.toBe(down);
    });
  });
});
