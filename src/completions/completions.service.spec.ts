import { GatewayError } from '../common/errors.js';
import {
  ACME,
  ACME_SETTINGS,
  completionOf,
  FakeLlmProvider,
  untilAborted,
  USAGE,
} from '../port/testing/fake-llm-provider.js';
import { requireKey } from './prepare-target.js';
import { ATTEMPT, NOW_MS, TOTAL_TIMEOUT_MS, UNPRICED, oneProvider } from './testing/one-provider.js';

const down = new GatewayError('provider.unavailable', 'Acme API error: it is failing.');
const gone = new GatewayError('client.gone', 'The caller left.');
const draining = new GatewayError('gateway.draining', 'The gateway is shutting down.');

async function failing(error: unknown): Promise<never> {
  throw error;
}

describe('CompletionsService', () => {
  let stage: ReturnType<typeof oneProvider>;
  let clock: typeof stage.clock;
  let provider: typeof stage.provider;
  let caller: typeof stage.caller;
  let reports: typeof stage.reports;
  let service: typeof stage.service;
  let callOf: typeof stage.callOf;
  let context: typeof stage.context;
  let complete: typeof stage.complete;
  let openStream: typeof stage.openStream;
  const use = (own = new FakeLlmProvider()) => {
    stage = oneProvider(own);
    ({ clock, provider, caller, reports, service, callOf, context, complete, openStream } = stage);
  };
  beforeEach(() => use());

  describe('prepares a call', () => {
    it('follows aliases, adapts parameters, and hands down the request’s id', async () => {
      await complete();
      expect(provider.requests).toMatchObject([{ model: 'acme-1', max_tokens: 100, temperature: 0.7 }]);
      expect(provider.attempts).toMatchObject([{ requestId: 'r-1' }]);
    });

    it('answers with all warnings, those about the model first', async () => {
      use(new FakeLlmProvider({ ...ACME, modelAliases: { small: 'think-1' } }));
      const modelLifecycle = ACME.modelLifecycle.map((entry) => ({ ...entry, models: ['think-1'] }));
      use(new FakeLlmProvider({ ...provider.definition, modelLifecycle }));
      const { warnings, sunset } = await complete(callOf('small', { temperature: 1, max_tokens: 5 }));
      expect(warnings.map(({ action }) => action)).toEqual(['deprecated', 'renamed', 'dropped']);
      expect(sunset).toEqual({ announcedBy: '2026-11-23', shutdownDate: '2027-01-14' });
    });

    it('judges a model’s life by its clock', async () => {
      clock.advance(Date.parse('2027-01-15T00:00:00Z') - NOW_MS);
      await expect(complete(callOf('acme-0'))).rejects.toMatchObject({ code: 'model.not_found' });
      await expect(openStream(callOf('acme-0'))).rejects.toMatchObject({ code: 'model.not_found' });
      expect(provider.requests).toEqual([]);
    });

    it.each(['complete', 'openStream'] as const)(
      'refuses to %s without a key, and does not ask the provider',
      async (method) => {
        use(new FakeLlmProvider(ACME, { ...ACME_SETTINGS, apiKeys: [] }));
        const refusal = service[method](callOf('small'), context());
        await expect(refusal).rejects.toMatchObject({
          code: 'provider.key_missing',
          message: 'ACME_API_KEY missing in environment.',
        });
        expect(provider.requests).toEqual([]);
      },
    );

    it('asks for no key where the provider needs none', () => {
      const keyless = new FakeLlmProvider(
        { ...ACME, apiKeyVariable: null },
        { ...ACME_SETTINGS, apiKeys: [] },
      );
      expect(() => requireKey(keyless)).not.toThrow();
    });
  });

  describe('asks no provider', () => {
    it('for a caller whose time was up before the call came here', async () => {
      const late = service.complete(callOf('small'), { ...context(), timeoutMs: 2_000, spentMs: 2_000 });
      await expect(late).rejects.toMatchObject({
        code: 'request.deadline_exceeded',
        message:
          'No complete answer within the 2000 ms that the caller allowed for it. Allow more, or stream.',
      });
      expect(provider.requests).toEqual([]);
      expect(reports).toMatchObject([{ outcome: 'timed-out', attempts: [], upstreamMs: null }]);
    });

    it('for a caller who has left already', async () => {
      caller.abort(gone);
      await expect(complete()).rejects.toBe(gone);
      expect(provider.requests).toEqual([]);
      expect(reports).toMatchObject([{ outcome: 'cancelled', attempts: [] }]);
    });
  });

  it('takes what was spent before the call came here off the time that its caller allowed', async () => {
    provider.answer = untilAborted;
    const call = service.complete(callOf('small'), { ...context(), timeoutMs: 2_000, spentMs: 500 });
    const failed = call.catch((error: unknown) => error);
    clock.advance(1_499);
    expect(provider.attempts[0]?.signal.aborted).toBe(false);
    clock.advance(1);
    expect(await failed).toMatchObject({ code: 'request.deadline_exceeded' });
  });

  describe('completes', () => {
    it.each(['no\u0000word', '\ud800', '=1+1', 'x'.repeat(41), ''])(
      'reports no reason to end where an answer says %j, and gives it as it is',
      async (reason) => {
        const answer = completionOf('Hello!');
        const choices = answer.choices.map((choice) => ({ ...choice, finish_reason: reason as 'stop' }));
        provider.answer = () => Promise.resolve({ ...answer, choices });
        expect((await complete()).completion.choices).toEqual(choices);
        expect(reports).toMatchObject([{ outcome: 'finished', finishReason: null }]);
      },
    );

    it('gives the answer, and reports its end once', async () => {
      provider.answer = () => {
        clock.advance(250);
        return Promise.resolve(completionOf('Hello!'));
      };
      const { completion, warnings, sunset } = await complete();
      expect(completion).toEqual(completionOf('Hello!'));
      expect({ warnings, sunset }).toEqual({ warnings: [], sunset: null });
      expect(reports).toEqual([
        {
          requestId: 'r-1',
          origin: null,
          startedAtMs: NOW_MS,
          routeId: null,
          providerId: 'acme',
          targetModel: 'small',
          model: 'small',
          providerModel: 'acme-1',
          operation: 'chat',
          isStream: false,
          outcome: 'finished',
          error: null,
          finishReason: 'stop',
          usage: USAGE,
          isUsageEstimated: false,
          cost: UNPRICED,
          characters: 0,
          attempts: [{ ...ATTEMPT, upstreamMs: 250, firstPartMs: 250, firstTokenMs: null }],
          fallbacks: [],
          refusedAdditions: [],
          warnings: [],
          responseId: 'c-1',
          isRetryRefused: false,
          waitedMs: 0,
          limitHeaders: {},
          affinity: null,
          upstreamMs: 250,
          firstPartMs: 250,
          firstTokenMs: null,
        },
      ]);
    });

    it.each<[string, unknown, string, string]>([
      ['the provider’s error', down, 'provider.unavailable', 'failed'],
      ['an unforeseen error', new TypeError('x is not a function'), 'gateway.internal', 'failed'],
      ['a thrown null', null, 'gateway.internal', 'failed'],
      [
        'the provider’s own timeout',
        new GatewayError('provider.timed_out', '-'),
        'provider.timed_out',
        'timed-out',
      ],
    ])('passes %s on, and reports it once', async (_, thrown, code, outcome) => {
      provider.answer = () => failing(thrown);
      await expect(complete()).rejects.toMatchObject({ name: 'GatewayError', code });
      expect(reports).toMatchObject([
        { outcome, error: { code }, providerModel: 'acme-1', isUsageEstimated: true, firstPartMs: null },
      ]);
    });

    it('passes on what a provider throws at once, without a promise', async () => {
      provider.answer = () => {
        throw down;
      };
      await expect(complete()).rejects.toBe(down);
      expect(reports).toMatchObject([{ outcome: 'failed' }]);
    });

    it('aborts the provider at the deadline, and reports a timeout once', async () => {
      provider.answer = untilAborted;
      const answer = complete();
      clock.advance(TOTAL_TIMEOUT_MS);
      await expect(answer).rejects.toMatchObject({
        code: 'provider.timed_out',
        message: 'Acme API error: no complete answer within 600000 ms (UPSTREAM_TOTAL_TIMEOUT_MS).',
      });
      expect(reports).toMatchObject([{ outcome: 'timed-out', upstreamMs: TOTAL_TIMEOUT_MS }]);
    });

    it.each([
      ['the caller leaves', gone, 'cancelled'],
      ['the gateway drains', draining, 'failed'],
    ])('aborts the provider when %s, and reports it once', async (_, reason, outcome) => {
      provider.answer = untilAborted;
      const answer = complete();
      caller.abort(reason);
      await expect(answer).rejects.toBe(reason);
      expect(reports).toMatchObject([{ outcome, error: reason }]);
    });

    it('ends with the reason of the abort, whatever the provider then throws', async () => {
      provider.answer = ({ signal }) =>
        untilAborted({ signal, requestId: '-', apiKey: null }).catch(() => failing(down));
      const answer = complete();
      caller.abort(gone);
      await expect(answer).rejects.toBe(gone);
    });

    it('adds the replacement to a provider’s own "no such model"', async () => {
      const refusal = new GatewayError('model.not_found', 'Acme API error: it has no model "acme-0".');
      provider.answer = () => failing(refusal);
      await expect(complete(callOf('acme-0'))).rejects.toMatchObject({
        code: 'model.not_found',
        param: 'model',
        message: 'Acme API error: it has no model "acme-0". Ask for acme-1 or acme-2 instead.',
      });
    });
  });
});
