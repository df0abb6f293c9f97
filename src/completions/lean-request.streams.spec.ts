import { failingAfter } from '../port/testing/fake-llm-provider.js';
import {
  blaming,
  DEFAULTS,
  STREAM_OPTIONS,
  unexplained,
  refusingProvider,
} from './testing/refusing-provider.js';

describe('what the gateway added to a request and the provider refuses', () => {
  let set: ReturnType<typeof refusingProvider>;
  let stage: typeof set.stage;
  let acme: typeof set.acme;
  let called: typeof set.called;
  let sent: typeof set.sent;
  let read: typeof set.read;
  let failingStreams: typeof set.failingStreams;
  beforeEach(() => {
    set = refusingProvider();
    ({ stage, acme, called, sent, read, failingStreams } = set);
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
