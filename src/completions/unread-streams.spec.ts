import { getEventListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StreamPart } from '../port/canonical.js';
import type { Attempt } from '../port/llm-provider.js';
import {
  ACME,
  ACME_SETTINGS,
  chunkOf,
  END,
  FakeLlmProvider,
  partsOf,
  textPart,
  untilAborted,
} from '../port/testing/fake-llm-provider.js';
import { CallStage, callOf, failure } from './testing/call-stage.js';
import { LIMITS } from './testing/completions-with.js';

const role: StreamPart = { type: 'chunk', chunk: chunkOf({ role: 'assistant' }) };
const PATIENCE_MS = 10_000;

describe('a stream that is not read', () => {
  let stage: CallStage;
  let provider: FakeLlmProvider;
  let closed: number;
  beforeEach(() => {
    stage = new CallStage({ ...LIMITS, readerPatienceMs: PATIENCE_MS });
    provider = new FakeLlmProvider(ACME, { ...ACME_SETTINGS, maxCalls: 1 });
    closed = 0;
    provider.parts = closing(role, textPart('Hel'), textPart('lo'), END);
  });

  const closing = (...parts: readonly StreamPart[]) =>
    async function* () {
      try {
        yield* partsOf(...parts);
      } finally {
        closed += 1;
      }
    };
  const open = (timeoutMs: number | null = null) =>
    stage.service.openStream(callOf([provider]), stage.context(timeoutMs));
  /** Read so far, and then left alone. */
  const opened = async (count: number, timeoutMs: number | null = null) => {
    const { parts } = await open(timeoutMs);
    for (let read = 0; read < count; read += 1) await parts.next();
    return parts;
  };
  const expectEndedOnce = async () => {
    expect(stage.reports).toHaveLength(1);
    expect(provider.attempts[0]?.signal.aborted).toBe(true);
    await nextTurn();
    expect(closed).toBe(1);
    expect(stage.clock.pendingTimers).toBe(0);
    expect(getEventListeners(stage.caller.signal, 'abort')).toHaveLength(0);
  };

  describe.each([0, 1, 2, 3])('after %i parts', (count) => {
    it('ends when its reader’s patience is over, is cancelled and reported once, and leaves its room', async () => {
      const parts = await opened(count);
      stage.clock.advance(PATIENCE_MS - 1);
      expect([stage.reports.length, provider.attempts[0]?.signal.aborted]).toEqual([0, false]);
      await expect(open()).rejects.toMatchObject({ code: 'gateway.overloaded' });
      stage.reports.length = 0;
      stage.clock.advance(1);
      expect(stage.reports).toMatchObject([
        {
          outcome: 'cancelled',
          error: { code: 'client.gone' },
          attempts: [{ outcome: 'cancelled' }],
        },
      ]);
      await expectEndedOnce();

      await expect(parts.next()).rejects.toMatchObject({
        code: 'client.gone',
        message: 'The caller took nothing of the answer for 10000 ms (CLIENT_STALL_TIMEOUT_MS).',
      });
      expect(await parts.next()).toEqual({ done: true, value: undefined });
      expect(stage.reports).toHaveLength(1);
      await expect(open()).resolves.toBeDefined();
    });

    it.each<[string, string, number | null, () => void]>([
      ['its caller leaves', 'cancelled', null, () => stage.caller.abort(failure('client.gone'))],
      ['the gateway drains', 'failed', null, () => stage.caller.abort(failure('gateway.draining'))],
      ['its caller’s time is up', 'timed-out', 5_000, () => stage.clock.advance(5_000)],
    ])('is reported at once when %s', async (_when, outcome, timeoutMs, end) => {
      await opened(count, timeoutMs);
      end();
      expect(stage.reports).toMatchObject([{ outcome, attempts: [{}] }]);
      await expectEndedOnce();
    });

    it('is reported at once when it is left', async () => {
      const parts = await opened(count);
      await parts.return?.();
      expect(stage.reports).toMatchObject([{ outcome: 'cancelled' }]);
      expect([closed, stage.clock.pendingTimers]).toEqual([1, 0]);
      stage.clock.advance(PATIENCE_MS);
      expect(stage.reports).toHaveLength(1);
    });
  });

  it('says nothing against its provider', async () => {
    for (let count = 0; count < 6; count += 1) {
      await opened(1);
      stage.clock.advance(PATIENCE_MS);
    }
    expect(provider.requests).toHaveLength(6);
  });

  it('goes on for a reader who asks just in time, each time', async () => {
    const { parts } = await open();
    for (let read = 0; read < 4; read += 1) {
      stage.clock.advance(PATIENCE_MS - 1);
      expect((await parts.next()).done).toBe(false);
    }
    expect(stage.reports).toMatchObject([{ outcome: 'finished' }]);
  });

  it('is not open when its caller leaves in the moment in which it begins', async () => {
    provider.parts = async function* () {
      try {
        yield textPart('Hel');
      } finally {
        closed += 1;
      }
    };
    const seen = provider.stream.bind(provider);
    provider.stream = (request, attempt) => leavingAfterFirst(seen(request, attempt));
    await expect(open()).rejects.toMatchObject({ code: 'client.gone' });
    expect(stage.reports).toMatchObject([{ outcome: 'cancelled' }]);
    await expectEndedOnce();
  });

  /** The caller leaves while the first part is handed up. */
  async function* leavingAfterFirst(parts: AsyncIterable<StreamPart>): AsyncGenerator<StreamPart> {
    for await (const part of parts) {
      queueMicrotask(() => stage.caller.abort(failure('client.gone')));
      yield part;
    }
  }

  it('ends what is waited for when its reader leaves meanwhile', async () => {
    provider.parts = async function* (attempt: Attempt) {
      yield textPart('Hel');
      await untilAborted(attempt);
    };
    const parts = await opened(1);
    const pending = parts.next();
    const [left, next] = await Promise.allSettled([parts.return?.(), pending]);
    expect([left.status, next.status]).toEqual(['fulfilled', 'rejected']);
    expect(stage.reports).toMatchObject([{ outcome: 'cancelled', error: { code: 'client.gone' } }]);
  });
});
