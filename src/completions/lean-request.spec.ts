import type { GatewayError } from '../common/errors.js';
import type { StreamPart } from '../port/canonical.js';
import {
  ACME,
  ACME_SETTINGS,
  END,
  failingAfter,
  FakeLlmProvider,
  partsOf,
  textPart,
  untilAborted,
} from '../port/testing/fake-llm-provider.js';
import type { CompletionCall } from './completion-call.js';
import { alwaysFailingWith, CallStage, callOf, failingWith, failure, zenith } from './testing/call-stage.js';
import { LIMITS } from './testing/completions-with.js';
import { driven } from './testing/driven.js';

const HOUR_MS = 3_600_000;
const STREAM_OPTIONS = { stream_options: { include_usage: true } };
const DEFAULTS = { max_tokens: 100, temperature: 0.7 };

class StreamingAcme extends FakeLlmProvider {
  readonly streamDefaults = STREAM_OPTIONS;
}

const blaming = (...blamedParameters: readonly string[]) =>
  failure('provider.rejected', { blamedParameters });
const unexplained = () => failure('provider.rejected', { isUnexplained: true });

describe('what the gateway added to a request and the provider refuses', () => {
  let stage: CallStage;
  let acme: FakeLlmProvider;
  beforeEach(() => {
    stage = new CallStage(LIMITS);
    acme = new StreamingAcme();
  });

  const called = (request: object = {}, providers = [acme]): CompletionCall => {
    const call = callOf(providers, { model: 'acme-7', ...request });
    return { ...call, targets: call.targets.map((target) => ({ ...target, model: 'acme-7' })) as never };
  };
  const sent = () => acme.requests.map(({ model: _model, messages: _messages, ...parameters }) => parameters);
  const read = async (call = called()) => {
    const opened = await driven(stage.clock, stage.service.openStream(call, stage.context()));
    const parts: StreamPart[] = [];
    for await (const part of opened.parts) parts.push(part);
    return opened;
  };
  const failingStreams = (...errors: GatewayError[]) => {
    acme.parts = () => {
      const error = errors.shift();
      return error ? failingAfter(error) : partsOf(textPart('Hello!'), END);
    };
  };

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
        attempts: [{ outcome: 'failed' }, { outcome: 'answered' }],
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

  describe('and the provider says nothing of why', () => {
    it('is not remembered at the first time, and is at the second', async () => {
      acme.answer = failingWith(unexplained());
      await stage.complete(called());
      acme.answer = failingWith(unexplained());
      await stage.complete(called());
      await stage.complete(called());
      expect(sent()).toEqual([DEFAULTS, {}, DEFAULTS, {}, {}]);
    });

    it('is not remembered where the model took it in between', async () => {
      for (let time = 0; time < 2; time++) {
        acme.answer = failingWith(unexplained());
        await stage.complete(called());
        await stage.complete(called());
      }
      expect(sent()).toEqual([DEFAULTS, {}, DEFAULTS, DEFAULTS, {}, DEFAULTS]);
    });

    it('is not asked about for a minute after that was in vain, and then is', async () => {
      acme.answer = alwaysFailingWith(unexplained());
      const asked = async () => {
        const before = acme.requests.length;
        await expect(stage.complete(called())).rejects.toMatchObject({ code: 'provider.rejected' });
        return acme.requests.length - before;
      };
      expect([await asked(), await asked()]).toEqual([2, 1]);
      stage.clock.advance(59_999);
      expect(await asked()).toBe(1);
      stage.clock.advance(1);
      expect([await asked(), await asked()]).toEqual([2, 1]);
    });

    it('is asked about meanwhile where it is named', async () => {
      acme.answer = failingWith(unexplained(), unexplained(), blaming('temperature'));
      await expect(stage.complete(called())).rejects.toMatchObject({ code: 'provider.rejected' });
      expect((await stage.complete(called())).attempts).toBe(2);
    });

    it('is not asked about beyond the retry budget, which counts what is named, too', async () => {
      const askedOf = async (model: string, error: GatewayError) => {
        acme.answer = failingWith(error);
        const call = { ...called(), targets: [{ provider: acme, model }] as const };
        return stage.complete(call).then(
          ({ attempts }) => attempts,
          () => 1,
        );
      };
      for (let time = 0; time < 10; time++)
        expect(await askedOf(`n-${time}`, blaming('temperature'))).toBe(2);
      expect(await askedOf('n-10', unexplained())).toBe(1);
      expect(await askedOf('n-11', blaming('temperature'))).toBe(2);
      stage.clock.advance(11_000);
      expect(await askedOf('n-12', unexplained())).toBe(2);
    });

    it.each([0, 10, 1_000, 7_000, 60_000])(
      'costs at most 1,100 calls of 1,000 in an outage, one every %i ms',
      async (everyMs) => {
        acme.answer = alwaysFailingWith(unexplained());
        for (let call = 0; call < 1_000; call++) {
          await expect(stage.complete(called())).rejects.toMatchObject({ code: 'provider.rejected' });
          stage.clock.advance(everyMs);
        }
        expect(acme.requests.length).toBeLessThanOrEqual(1_100);
      },
    );
  });

  describe('and the provider names, and refuses the request without it, too', () => {
    const asked = async () => {
      const before = acme.requests.length;
      await expect(stage.complete(called())).rejects.toMatchObject({ code: 'provider.rejected' });
      return acme.requests.length - before;
    };
    /** The same words, but for an id. */
    const always = (words: string) => {
      acme.answer = async () => {
        const refusal = blaming('temperature');
        refusal.message = `${words} (request 4f${acme.requests.length})`;
        throw refusal;
      };
    };

    it('is believed again after a minute only', async () => {
      always('temperature is not supported');
      expect([await asked(), await asked()]).toEqual([2, 1]);
      stage.clock.advance(59_999);
      expect(await asked()).toBe(1);
      stage.clock.advance(1);
      expect([await asked(), await asked()]).toEqual([2, 1]);
    });

    it('is believed at once where the other refusal was about something else', async () => {
      const second = failure('provider.rejected', { param: 'messages' });
      second.message = 'the last message is empty';
      acme.answer = failingWith(blaming('temperature'), second, blaming('temperature'));
      expect(await asked()).toBe(2);
      expect((await stage.complete(called())).attempts).toBe(2);
    });

    it('is believed of another model', async () => {
      always('temperature is not supported');
      await asked();
      acme.answer = failingWith(blaming('temperature'));
      const other = { ...called(), targets: [{ provider: acme, model: 'acme-8' }] as const };
      expect((await stage.complete(other)).attempts).toBe(2);
    });

    it('has leave of the retry budget where the length of the prompt decides', async () => {
      always('max_tokens and prompt exceed the context length');
      for (let call = 0; call < 100; call += 1) await asked();
      expect(acme.requests.length).toBeLessThanOrEqual(121);
      expect(acme.requests.length).toBeGreaterThan(101);
    });
  });

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
    await stage.complete(called());
    await stage.complete(called());
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

  describe('of a stream', () => {
    it('is the wish for usage, too', async () => {
      failingStreams(blaming('stream_options'));
      const { attempts, warnings } = await read();
      expect(attempts).toBe(2);
      expect(sent()).toEqual([{ ...DEFAULTS, ...STREAM_OPTIONS }, DEFAULTS]);
      expect(warnings).toEqual([
        {
          parameter: 'stream_options',
          action: 'dropped',
          reason:
            'acme-7: the provider refuses it, so the counts of tokens are not asked for, and may be missing',
        },
      ]);
      expect((await read()).attempts).toBe(1);
      await stage.complete(called());
      expect(sent().slice(2)).toEqual([DEFAULTS, DEFAULTS]);
    });

    it('goes alone where the provider says nothing, and is remembered at once', async () => {
      failingStreams(unexplained());
      await read();
      await read();
      expect(sent().slice(1)).toEqual([DEFAULTS, DEFAULTS]);
    });

    it('goes before the rest, which goes where that did not help, and none is remembered', async () => {
      failingStreams(unexplained(), unexplained());
      expect((await read()).attempts).toBe(3);
      expect((await read()).attempts).toBe(1);
      const all = { ...DEFAULTS, ...STREAM_OPTIONS };
      expect(sent()).toEqual([all, DEFAULTS, {}, all]);
    });

    it.each([0, 10, 1_000, 7_000, 10_000])(
      'costs at most 1,100 calls of 1,000 in an outage that says nothing, one every %i ms',
      async (everyMs) => {
        acme.parts = () => failingAfter(unexplained());
        for (let call = 0; call < 1_000; call++) {
          await expect(read()).rejects.toMatchObject({ code: 'provider.rejected' });
          stage.clock.advance(everyMs);
        }
        expect(acme.requests.length).toBeLessThanOrEqual(1_100);
      },
    );

    it('is never the caller’s own wish', async () => {
      failingStreams(blaming('stream_options'));
      const own = { stream_options: { include_usage: false } };
      await expect(read(called(own))).rejects.toMatchObject({ code: 'provider.rejected' });
      expect(sent()).toEqual([{ ...DEFAULTS, ...own }]);
    });
  });
});
