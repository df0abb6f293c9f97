import type { GatewayError } from '../common/errors.js';
import { ACME, ACME_SETTINGS, untilAborted } from '../port/testing/fake-llm-provider.js';
import { alwaysFailingWith, callOf, failingWith, failure, zenith } from './testing/call-stage.js';
import { LIMITS } from './testing/completions-with.js';
import {
  blaming,
  DEFAULTS,
  unexplained,
  refusingProvider,
  StreamingAcme,
} from './testing/refusing-provider.js';

const HOUR_MS = 3_600_000;

describe('what the gateway added to a request and the provider refuses', () => {
  let set: ReturnType<typeof refusingProvider>;
  let stage: typeof set.stage;
  let acme: typeof set.acme;
  let called: typeof set.called;
  let sent: typeof set.sent;
  beforeEach(() => {
    set = refusingProvider();
    ({ stage, acme, called, sent } = set);
  });

  it('is taken out, and the provider asked once more', async () => {
    acme.answer = failingWith(blaming('temperature'));
    const { attempts, warnings } = await stage.complete(called());
    expect(attempts).toBe(2);
    expect(sent()).toEqual([DEFAULTS, { max_tokens: 100 }]);
    expect(warnings).toEqual([
      {
        parameter: 'temperature',
        action: 'dropped',
        reason: "acme-7: the provider refuses it, so the gateway's own value 0.7 is not sent",
      },
    ]);
    expect(stage.reports).toMatchObject([
      {
        outcome: 'finished',
        waitedMs: 0,
        warnings: [{ parameter: 'temperature', action: 'dropped' }],
        attempts: [
          { outcome: 'failed', reason: 'named', after: null },
          { outcome: 'answered', reason: 'without_additions', after: 'provider.rejected' },
        ],
        refusedAdditions: [{ providerId: 'acme', model: 'acme-7', parameter: 'temperature' }],
      },
    ]);
  });

  it('is left out from then on, and sent again after an hour', async () => {
    acme.answer = failingWith(blaming('temperature'));
    await stage.complete(called());
    const { attempts, warnings } = await stage.complete(called());
    expect([attempts, warnings.map(({ parameter }) => parameter)]).toEqual([1, ['temperature']]);
    expect(stage.reports[1]?.refusedAdditions).toEqual([]);
    stage.clock.advance(HOUR_MS);
    expect((await stage.complete(called())).warnings).toEqual([]);
    expect(sent().slice(2)).toEqual([{ max_tokens: 100 }, DEFAULTS]);
  });

  it('is left out for that model alone, and never where the caller sets it', async () => {
    acme.answer = failingWith(blaming('temperature'));
    await stage.complete(called());
    await stage.complete(called({ temperature: 0.2 }));
    const other = called();
    await stage.complete({ ...other, targets: [{ provider: acme, model: 'acme-8' }] });
    expect(sent().slice(2)).toEqual([{ max_tokens: 100, temperature: 0.2 }, DEFAULTS]);
  });

  it('is all of it where the provider says nothing of why', async () => {
    acme.answer = failingWith(unexplained());
    const { warnings } = await stage.complete(called());
    expect(sent()).toEqual([DEFAULTS, {}]);
    expect(warnings.map(({ parameter }) => parameter)).toEqual(['max_tokens', 'temperature']);
  });

  it.each(['model.not_found', 'provider.unavailable', 'provider.invalid_response'] as const)(
    'is taken out and remembered where it is refused by its name with %s',
    async (code) => {
      acme.answer = failingWith(failure(code, { blamedParameters: ['temperature'] }));
      expect((await stage.complete(called())).attempts).toBe(2);
      expect((await stage.complete(called())).attempts).toBe(1);
      expect(sent().slice(1)).toEqual([{ max_tokens: 100 }, { max_tokens: 100 }]);
    },
  );

  it('goes one after the other where the provider names one at a time', async () => {
    acme.answer = failingWith(blaming('temperature'), blaming('max_tokens'));
    await stage.complete(called());
    await stage.complete(called());
    expect(sent()).toEqual([DEFAULTS, { max_tokens: 100 }, {}, {}]);
  });

  it.each(['max_tokens', 'max_completion_tokens', 'max_output_tokens'])(
    'is known by its own name, the one it was sent by, and that of another wire: %s',
    async (name) => {
      acme.answer = failingWith(blaming(name));
      const { warnings } = await stage.complete(callOf([acme]));
      expect(sent()).toEqual([{ max_completion_tokens: 4096 }, {}]);
      expect(warnings).toMatchObject([{ parameter: 'max_tokens', action: 'dropped' }]);
    },
  );

  it.each<[string, GatewayError, object]>([
    ['what the caller wrote', blaming('temperature'), { temperature: 0.2 }],
    ['what the caller wrote, beside ours', blaming('temperature', 'top_p'), { top_p: 0.2 }],
    ['something else', failure('provider.rejected'), {}],
    ['the key', failure('provider.auth_failed', { blamedParameters: ['temperature'] }), {}],
    ['what is not in it', blaming('stream_options'), {}],
    ['nothing, and all of it is the caller’s', unexplained(), { max_tokens: 1, temperature: 1 }],
  ])('is not asked about again where the refusal is about %s', async (_, error, request) => {
    acme.answer = alwaysFailingWith(error);
    await expect(stage.complete(called(request))).rejects.toBe(error);
    expect(acme.requests).toHaveLength(1);
    await expect(stage.complete(called(request))).rejects.toBe(error);
    expect(sent()[1]).toEqual(sent()[0]);
  });

  it('is not remembered where the provider refuses the rest as well, and that refusal is told', async () => {
    const second = failure('provider.rejected', { param: 'messages' });
    acme.answer = failingWith(blaming('temperature'), second);
    await expect(stage.complete(called())).rejects.toBe(second);
    await stage.complete(called());
    expect(sent()).toEqual([DEFAULTS, { max_tokens: 100 }, DEFAULTS]);
    expect(stage.reports[0]?.attempts).toHaveLength(2);
  });

  it('is asked about once, however often it is refused', async () => {
    acme.answer = alwaysFailingWith(unexplained());
    await expect(stage.complete(called())).rejects.toMatchObject({ code: 'provider.rejected' });
    expect(sent()).toEqual([DEFAULTS, {}]);
  });

  it('is not remembered where it was this prompt that left no room for it', async () => {
    const full = failure('provider.rejected', { blamedParameters: ['max_tokens'] });
    full.message = "max_tokens is too large: this model's maximum context length is 4096 tokens.";
    acme.answer = failingWith(full);
    await stage.complete(called());
    await stage.complete(called());
    expect(sent()).toEqual([DEFAULTS, { temperature: 0.7 }, DEFAULTS]);
  });

  it('costs no retry, and leaves those of the call to what passes', async () => {
    stage.serve({ retry: { ...LIMITS.retry, maxRetries: 1 } });
    acme.answer = failingWith(blaming('temperature'), failure('provider.unavailable'));
    const { attempts } = await stage.complete(called());
    expect(attempts).toBe(3);
    expect(sent()).toEqual([DEFAULTS, { max_tokens: 100 }, { max_tokens: 100 }]);
  });

  it('is asked about with the same key', async () => {
    const apiKeys = ['A', 'B'].map((name) => ({ variable: name, value: `value-${name}` }));
    acme = new StreamingAcme(ACME, { ...ACME_SETTINGS, apiKeys });
    acme.answer = failingWith(blaming('temperature'));
    await stage.complete(called({}, [acme]));
    await stage.complete(called({}, [acme]));
    expect(acme.attempts.map(({ apiKey }) => apiKey?.variable)).toEqual(['A', 'A', 'B']);
  });

  it('is not asked about once the caller has left', async () => {
    const refusal = blaming('temperature');
    acme.answer = async () => {
      stage.caller.abort(failure('client.gone'));
      throw refusal;
    };
    await expect(stage.complete(called())).rejects.toMatchObject({ code: 'client.gone' });
    expect(acme.requests).toHaveLength(1);
  });

  it('ends with the deadline', async () => {
    acme.answer = failingWith(blaming('temperature'));
    const answer = acme.answer;
    acme.answer = async (attempt) => (acme.requests.length === 1 ? answer(attempt) : untilAborted(attempt));
    await expect(stage.complete(called(), 5_000)).rejects.toMatchObject({
      code: 'request.deadline_exceeded',
    });
    expect(stage.reports).toMatchObject([{ attempts: [{ outcome: 'failed' }, { outcome: 'failed' }] }]);
  });

  it('is each target’s own of a route', async () => {
    const other = zenith();
    acme.answer = failingWith(blaming('temperature'), failure('provider.unavailable'));
    const { target, warnings } = await stage.complete(called({}, [acme, other]));
    expect([target.provider.definition.id, warnings]).toEqual(['zenith', []]);
    expect(other.requests[0]).toMatchObject(DEFAULTS);
  });
});
