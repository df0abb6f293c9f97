import { getEventListeners } from 'node:events';
import { GatewayError } from '../common/errors.js';
import { ManualClock } from '../common/testing/manual-clock.js';
import { completionOf, FakeLlmProvider, textPart } from '../port/testing/fake-llm-provider.js';
import type { CallReport } from './completion-outcome.js';
import { type CompletionCall } from './completion-call.js';
import type { CompletionsService } from './completions.service.js';
import type { AnswerPart } from './opened-stream.js';
import { completionsWith } from './testing/completions-with.js';

const TOTAL_TIMEOUT_MS = 600_000;
const NOW_MS = Date.parse('2026-11-23T12:00:00Z');

const down = new GatewayError('provider.unavailable', 'Acme API error: it is failing.');
const gone = new GatewayError('client.gone', 'The caller left.');

async function failing(error: unknown): Promise<never> {
  throw error;
}

describe('CompletionsService, when a call is over or left', () => {
  let clock: ManualClock;
  let provider: FakeLlmProvider;
  let caller: AbortController;
  let reports: CallReport[];
  let service: CompletionsService;

  beforeEach(() => {
    clock = new ManualClock(NOW_MS);
    provider = new FakeLlmProvider();
    caller = new AbortController();
    reports = [];
    service = completionsWith(clock);
  });

  const callOf = (model: string, parameters: Readonly<Record<string, unknown>> = {}): CompletionCall => ({
    targets: [{ provider, model }],
    routeId: null,
    request: { model, messages: [{ role: 'user', content: 'Hello' }], ...parameters },
    parameters: { defaults: { max_tokens: 100, temperature: 0.7 }, isStrict: false },
  });
  const context = () => ({
    requestId: 'r-1',
    signal: caller.signal,
    onEnded: (report: CallReport) => reports.push(report),
  });
  const complete = (call = callOf('small')) => service.complete(call, context());
  const openStream = (call = callOf('small')) => service.openStream(call, context());
  const readAll = async (call = callOf('small')) => {
    const read: AnswerPart[] = [];
    for await (const part of (await openStream(call)).parts) read.push(part);
    return read;
  };

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
