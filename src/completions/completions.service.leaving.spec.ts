import { getEventListeners } from 'node:events';
import { GatewayError } from '../common/errors.js';
import { completionOf, textPart } from '../port/testing/fake-llm-provider.js';
import { TOTAL_TIMEOUT_MS, oneProvider } from './testing/one-provider.js';

const down = new GatewayError('provider.unavailable', 'Acme API error: it is failing.');
const gone = new GatewayError('client.gone', 'The caller left.');

async function failing(error: unknown): Promise<never> {
  throw error;
}

describe('CompletionsService, when a call is over or left', () => {
  let stage: ReturnType<typeof oneProvider>;
  let clock: typeof stage.clock;
  let provider: typeof stage.provider;
  let caller: typeof stage.caller;
  let reports: typeof stage.reports;
  let callOf: typeof stage.callOf;
  let complete: typeof stage.complete;
  let openStream: typeof stage.openStream;
  let readAll: typeof stage.readAll;
  beforeEach(() => {
    stage = oneProvider();
    ({ clock, provider, caller, reports, callOf, complete, openStream, readAll } = stage);
  });

  describe('leaves no timer and no listener behind when a call', () => {
    it.each<[string, () => Promise<unknown>]>([
      ['was answered', () => complete()],
      ['failed', () => complete(callOf('acme-0-that-fails'))],
      ['was streamed', () => readAll()],
    ])('%s', async (_, call) => {
      provider.answer = () =>
        provider.requests.at(-1)?.model.endsWith('fails')
          ? failing(down)
          : Promise.resolve(completionOf('Hi'));
      await call().catch(() => 'a failure is one of the cases');
      expect(clock.pendingTimers).toBe(0);
      expect(getEventListeners(caller.signal, 'abort')).toHaveLength(0);
    });

    it('was left', async () => {
      for await (const part of (await openStream()).parts) if (part.type === 'chunk') break;
      expect(clock.pendingTimers).toBe(0);
      expect(getEventListeners(caller.signal, 'abort')).toHaveLength(0);
    });
  });

  describe('a stream that its reader leaves', () => {
    let wasCancelled: boolean;

    beforeEach(() => {
      wasCancelled = false;
      provider.parts = async function* () {
        try {
          for (;;) yield textPart('more ');
        } finally {
          wasCancelled = true;
        }
      };
    });

    it.each([1, 2, 5])(
      'after %i parts cancels the provider, and is reported as cancelled once',
      async (count) => {
        let seen = 0;
        for await (const part of (await openStream()).parts) {
          expect(part).toEqual(textPart('more '));
          seen += 1;
          if (seen === count) break;
        }
        expect(wasCancelled).toBe(true);
        expect(reports).toMatchObject([{ outcome: 'cancelled', error: { code: 'client.gone' } }]);
      },
    );

    it('before it read anything cancels the provider, and is reported as cancelled once', async () => {
      const { parts } = await openStream();
      await parts[Symbol.asyncIterator]().return?.();
      const hasEnded = { wasCancelled, reports: reports.length };
      caller.abort(gone);
      clock.advance(TOTAL_TIMEOUT_MS);
      expect(hasEnded).toEqual({ wasCancelled: true, reports: 1 });
    });
  });
});
