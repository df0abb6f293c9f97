import type { GatewayError } from '../common/errors.js';
import { alwaysFailingWith, failingWith, failure } from './testing/call-stage.js';
import { blaming, DEFAULTS, unexplained, refusingProvider } from './testing/refusing-provider.js';

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
});
