import { waitUnlessAborted } from '../common/interruptible-wait.js';
import type { ChunkPart, StreamPart } from '../port/canonical.js';
import type { Attempt } from '../port/llm-provider.js';
import {
  ACME,
  ACME_SETTINGS,
  completionOf,
  END,
  FakeLlmProvider,
  partsOf,
  textPart,
  untilAborted,
} from '../port/testing/fake-llm-provider.js';
import { callOf, twoProviders } from './testing/call-stage.js';
import { LIMITS } from './testing/completions-with.js';
import { driven } from './testing/driven.js';

describe('a call ends in time', () => {
  let { stage, first, second } = twoProviders();
  beforeEach(() => ({ stage, first, second } = twoProviders()));

  it('by the caller’s own deadline, if that is sooner', async () => {
    first.answer = untilAborted;
    await expect(stage.complete(callOf([first]), 2_000)).rejects.toMatchObject({
      code: 'request.deadline_exceeded',
      message: 'No complete answer within the 2000 ms that the caller allowed for it. Allow more, or stream.',
    });
    expect(stage.reports).toMatchObject([{ outcome: 'timed-out', upstreamMs: 2_000 }]);
  });

  it('when a stream has a preamble, but no word comes', async () => {
    first.parts = async function* (attempt) {
      yield textPart('');
      await untilAborted(attempt);
    };
    const opening = stage.service.openStream(callOf([first]), stage.context());
    await expect(driven(stage.clock, opening)).rejects.toMatchObject({
      code: 'provider.timed_out',
      message: 'Acme API error: no first word within 120000 ms (UPSTREAM_FIRST_TOKEN_TIMEOUT_MS).',
    });
  });

  /** A stream of these parts, with a wait before each; then nothing. */
  const slowly = (waitMs: number, ...parts: readonly StreamPart[]) =>
    async function* (attempt: Attempt) {
      for (const part of parts) {
        await waitUnlessAborted(stage.clock, waitMs, attempt.signal);
        yield part;
      }
      await untilAborted(attempt);
    };
  const readAll = async () => {
    const { parts } = await driven(stage.clock, stage.service.openStream(callOf([first]), stage.context()));
    const read = async () => {
      for await (const part of parts) expect(part).toBeDefined();
    };
    return driven(stage.clock, read());
  };

  it('and not before, while words come', async () => {
    const words = Array.from({ length: 5 }, () => textPart('la'));
    first.parts = slowly(59_000, ...words, END);
    await readAll();
    expect(stage.reports).toMatchObject([{ outcome: 'finished', characters: 10 }]);
  });

  it('when words stop coming, whatever else comes', async () => {
    const empty = Array.from({ length: 10 }, () => textPart(''));
    first.parts = slowly(10_000, textPart('Hel'), ...empty, END);
    await expect(readAll()).rejects.toMatchObject({
      code: 'provider.timed_out',
      message: 'Acme API error: no word for 60000 ms (UPSTREAM_IDLE_TIMEOUT_MS).',
    });
    expect(stage.reports).toMatchObject([{ outcome: 'timed-out', upstreamMs: 70_000, characters: 3 }]);
    expect(stage.clock.pendingTimers).toBe(0);
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
    expect(stage.reports).toMatchObject([{ outcome: 'finished', characters: 5 }]);
  });

  it('when it is over for a reader who pauses, at once and without a word against the provider', async () => {
    stage.serve({ ...LIMITS, totalTimeoutMs: 5_000 });
    for (let count = 1; count <= 6; count += 1) {
      first.parts = () => partsOf(textPart('Hel'), textPart('lo'), END);
      const { parts } = await stage.service.openStream(callOf([first]), stage.context());
      const reader = parts[Symbol.asyncIterator]();
      await reader.next();
      stage.clock.advance(5_000);
      expect(stage.reports).toHaveLength(count);
      expect(stage.reports.at(-1)).toMatchObject({ outcome: 'timed-out', characters: 3, upstreamMs: 5_000 });
      expect(first.attempts.at(-1)?.signal.aborted).toBe(true);
      await expect(reader.next()).rejects.toMatchObject({ code: 'provider.timed_out' });
      expect(stage.reports).toHaveLength(count);
    }
    expect(first.requests).toHaveLength(6);
  });

  it('when a provider’s own time is over for a reader who pauses, and closes what he read from', async () => {
    first = new FakeLlmProvider(ACME, { ...ACME_SETTINGS, timeouts: { totalMs: 3_000 } });
    let isClosed = false;
    first.parts = async function* () {
      try {
        yield* partsOf(textPart('Hel'), textPart('lo'), END);
      } finally {
        isClosed = true;
      }
    };
    const { parts } = await stage.service.openStream(callOf([first]), stage.context());
    const reader = parts[Symbol.asyncIterator]();
    await reader.next();
    stage.clock.advance(3_000);
    expect(stage.reports).toMatchObject([{ outcome: 'timed-out', upstreamMs: 3_000 }]);
    await expect(reader.next()).rejects.toMatchObject({ code: 'provider.timed_out' });
    expect(isClosed).toBe(true);
  });

  it('by a provider’s own total time, be it longer than the gateway’s', async () => {
    stage.serve({ ...LIMITS, totalTimeoutMs: 1_000 });
    first = new FakeLlmProvider(ACME, { ...ACME_SETTINGS, timeouts: { totalMs: 3_000 } });
    first.answer = untilAborted;
    second.answer = untilAborted;
    const tookMs = async (...providers: readonly FakeLlmProvider[]) => {
      await expect(stage.complete(callOf(providers))).rejects.toMatchObject({ code: 'provider.timed_out' });
      return stage.reports.at(-1)?.attempts.map(({ upstreamMs }) => upstreamMs);
    };
    expect(await tookMs(first)).toEqual([3_000]);
    expect(await tookMs(second)).toEqual([1_000]);
    expect(await tookMs(first, second)).toEqual([1_500, 1_000]);
  });

  it('but not because a reader takes his time', async () => {
    stage.serve({ ...LIMITS, readerPatienceMs: 100_000 });
    first.parts = () => partsOf(textPart('Hel'), textPart('lo'), END);
    const { parts } = await stage.service.openStream(callOf([first]), stage.context());
    for await (const part of parts) if (part.type === 'chunk') stage.clock.advance(90_000);
    expect(stage.reports).toMatchObject([{ outcome: 'finished' }]);
  });

  describe('leaving the next target half of what the caller allows', () => {
    it('for a whole answer', async () => {
      first.answer = untilAborted;
      const { target } = await stage.complete(callOf([first, second]), 3_000);
      expect(target.provider.definition.id).toBe('zenith');
      expect(stage.reports).toMatchObject([
        {
          outcome: 'finished',
          attempts: [{ upstreamMs: 1_500, error: { code: 'provider.timed_out' } }, {}],
        },
      ]);
    });

    it('for a stream, which has all of it once it has begun', async () => {
      first.parts = slowly(1_400, textPart('Hel'), textPart('lo'), END);
      const open = (timeoutMs: number) =>
        driven(stage.clock, stage.service.openStream(callOf([first, second]), stage.context(timeoutMs)));
      const opened = await open(5_000);
      const read = async () => {
        for await (const part of opened.parts) expect(part).toBeDefined();
      };
      await driven(stage.clock, read());
      expect(opened.target.provider).toBe(first);
      first.parts = slowly(1_600, textPart('Hel'));
      expect((await open(3_000)).target.provider).toBe(second);
    });

    it('but not where the next one cannot be asked', async () => {
      first.answer = async ({ signal }) => {
        await waitUnlessAborted(stage.clock, 700, signal);
        return completionOf('Hello!');
      };
      const keyless = new FakeLlmProvider(second.definition, { ...ACME_SETTINGS, apiKeys: [] });
      const { target } = await stage.complete(callOf([first, keyless]), 1_200);
      expect(target.provider).toBe(first);
    });

    it('and holds nothing against a model that a hurried caller left no time', async () => {
      first.answer = untilAborted;
      for (let count = 0; count < 10; count++) await stage.complete(callOf([first, second]), 100);
      expect(first.requests).toHaveLength(10);
    });
  });

  it('by the model’s own limits', async () => {
    const modelTimeouts = [{ matches: /^think-/, totalMs: 700 }];
    first = new FakeLlmProvider(ACME, { ...ACME_SETTINGS, timeouts: { totalMs: 90_000 }, modelTimeouts });
    first.answer = untilAborted;
    await expect(stage.complete(callOf([first]))).rejects.toMatchObject({
      code: 'provider.timed_out',
      message: 'Acme API error: no complete answer within 700 ms.',
    });
  });
});
