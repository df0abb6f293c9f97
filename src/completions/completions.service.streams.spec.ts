import { GatewayError } from '../common/errors.js';
import type { StreamPart } from '../port/canonical.js';
import {
  chunkOf,
  END,
  failingAfter,
  partsOf,
  textPart,
  untilAborted,
  USAGE,
} from '../port/testing/fake-llm-provider.js';
import type { AnswerPart } from './opened-stream.js';
import { ATTEMPT, NOW_MS, TOTAL_TIMEOUT_MS, UNPRICED, oneProvider } from './testing/one-provider.js';

const PRICED_END = { ...END, cost: UNPRICED };

const down = new GatewayError('provider.unavailable', 'Acme API error: it is failing.');
const gone = new GatewayError('client.gone', 'The caller left.');
const draining = new GatewayError('gateway.draining', 'The gateway is shutting down.');

describe('CompletionsService, of streams', () => {
  let stage: ReturnType<typeof oneProvider>;
  let clock: typeof stage.clock;
  let provider: typeof stage.provider;
  let caller: typeof stage.caller;
  let reports: typeof stage.reports;
  let service: typeof stage.service;
  let openStream: typeof stage.openStream;
  let readAll: typeof stage.readAll;
  beforeEach(() => {
    stage = oneProvider();
    ({ clock, provider, caller, reports, service, openStream, readAll } = stage);
  });
  /** Who speaks, two words and the usage, each after its time in milliseconds. */
  async function* twoWordsAmongOthers(): AsyncGenerator<StreamPart> {
    const usage: StreamPart = { type: 'chunk', chunk: { ...chunkOf({}), choices: [], usage: USAGE } };
    const opening: StreamPart = { type: 'chunk', chunk: chunkOf({ role: 'assistant', content: '' }) };
    const timed: [number, StreamPart][] = [
      [80, opening],
      [2_000, textPart('Hel')],
      [30, textPart('lo!')],
      [5, usage],
      [10, END],
    ];
    for (const [afterMs, part] of timed) {
      clock.advance(afterMs);
      yield part;
    }
  }

  describe('streams', () => {
    it('gives all parts in their order, and reports the end once', async () => {
      expect(await readAll()).toEqual([textPart('Hel'), textPart('lo!'), PRICED_END]);
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
          isStream: true,
          outcome: 'finished',
          error: null,
          finishReason: 'stop',
          usage: USAGE,
          isUsageEstimated: false,
          cost: UNPRICED,
          characters: 6,
          attempts: [ATTEMPT],
          fallbacks: [],
          refusedAdditions: [],
          warnings: [],
          responseId: 'c-1',
          isRetryRefused: false,
          waitedMs: 0,
          limitHeaders: {},
          affinity: null,
          upstreamMs: 0,
          firstPartMs: 0,
          firstTokenMs: 0,
        },
      ]);
    });

    it('is open once the first part is there, and no sooner', async () => {
      let bringFirst: () => void = () => {};
      const first = new Promise<void>((resolve) => (bringFirst = resolve));
      provider.parts = async function* () {
        await first;
        clock.advance(80);
        yield* partsOf(textPart('Hi'), END);
      };
      const opening = openStream();
      expect(await Promise.race([opening, Promise.resolve('not yet')])).toBe('not yet');
      bringFirst();
      for await (const part of (await opening).parts) expect(part).toBeDefined();
      expect(reports).toMatchObject([{ firstPartMs: 80 }]);
    });

    it('begins, and has its first token, with its first word, and not when it says who speaks', async () => {
      provider.parts = () => twoWordsAmongOthers();
      await readAll();
      const times = { firstPartMs: 2_080, firstTokenMs: 2_080 };
      expect(reports).toMatchObject([{ ...times, attempts: [times] }]);
    });

    it('has no first token where no word came', async () => {
      provider.parts = () => partsOf({ type: 'chunk', chunk: chunkOf({ role: 'assistant' }) }, END);
      await readAll();
      expect(reports).toMatchObject([{ firstPartMs: 0, firstTokenMs: null }]);
    });

    it('has gaps between its words alone: not at its opening, its usage or its end', async () => {
      const gaps: number[] = [];
      service.observe({ partGap: (_provider, _model, gapMs) => gaps.push(gapMs), ended: () => {} });
      provider.parts = () => twoWordsAmongOthers();
      await readAll();
      expect(gaps).toEqual([30]);
    });

    it('opens a stream whose only part is its end', async () => {
      provider.parts = () => partsOf(END);
      expect(await readAll()).toEqual([PRICED_END]);
    });

    it('takes nothing after the end', async () => {
      provider.parts = () => partsOf(textPart('Hi'), END, textPart('again'), END);
      expect(await readAll()).toEqual([textPart('Hi'), PRICED_END]);
      expect(reports).toHaveLength(1);
    });

    it.each<[string, unknown, string]>([
      ['the provider’s error', down, 'provider.unavailable'],
      ['an unforeseen error', new TypeError('x is not a function'), 'gateway.internal'],
    ])('does not open when the first part is %s', async (_, thrown, code) => {
      provider.parts = () => failingAfter(thrown);
      await expect(openStream()).rejects.toMatchObject({ name: 'GatewayError', code });
      expect(reports).toMatchObject([{ outcome: 'failed', error: { code } }]);
    });

    it('does not open when there is no part at all', async () => {
      provider.parts = () => partsOf();
      await expect(openStream()).rejects.toMatchObject({ code: 'provider.invalid_response' });
      expect(reports).toMatchObject([{ outcome: 'failed' }]);
    });

    it('fails, and reports it once, when the provider fails half-way', async () => {
      provider.parts = () => failingAfter(down, textPart('Hel'));
      await expect(readAll()).rejects.toBe(down);
      expect(reports).toMatchObject([{ outcome: 'failed', error: down }]);
    });

    it('fails when a stream just stops', async () => {
      provider.parts = () => partsOf(textPart('Hel'));
      await expect(readAll()).rejects.toMatchObject({
        code: 'provider.invalid_response',
        message: 'Acme API error: the stream stopped before the answer was finished.',
      });
      expect(reports).toMatchObject([{ outcome: 'failed' }]);
    });

    it.each([
      ['before the first part', []],
      ['half-way', [textPart('Hel')]],
    ])('is aborted by the deadline %s, and reports a timeout once', async (_, first) => {
      provider.parts = async function* (attempt) {
        yield* first;
        clock.advance(TOTAL_TIMEOUT_MS);
        await untilAborted(attempt);
      };
      await expect(readAll()).rejects.toMatchObject({ code: 'provider.timed_out' });
      expect(reports).toMatchObject([{ outcome: 'timed-out' }]);
    });

    it('ends with the reason of the abort when the provider then just stops', async () => {
      provider.parts = async function* () {
        yield textPart('Hel');
        caller.abort(draining);
      };
      await expect(readAll()).rejects.toBe(draining);
      expect(reports).toMatchObject([{ outcome: 'failed', error: draining }]);
    });

    it('gives the rest of what had been finished when the caller’s signal fires too late', async () => {
      const read: AnswerPart[] = [];
      for await (const part of (await openStream()).parts) {
        read.push(part);
        if (part.type === 'finished') caller.abort(gone);
      }
      expect(read.at(-1)).toEqual(PRICED_END);
      expect(reports).toMatchObject([{ outcome: 'finished' }]);
    });
  });
});
