import { setImmediate as endOfTurn } from 'node:timers/promises';
import type { CompletionLimits } from '../completion-call.js';
import { LIMITS, RETRYING } from '../testing/completions-with.js';
import { DEFAULT_CIRCUIT_BREAKERS } from '../../policies/circuit-breaker/circuit-breakers.js';
import { driven } from '../testing/driven.js';
import { failureOf, RelayStage, settled } from '../../llm-providers/testing/relay-stage.js';

const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const frame = (choices: readonly object[], more: object = {}) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'acme-1', choices, ...more })}\n\n`;
const says = (content: string) => frame([{ index: 0, delta: { content }, finish_reason: null }]);
const ROLE = frame([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }]);
const STOP = frame([{ index: 0, delta: {}, finish_reason: 'stop' }]);
const COUNT = frame([], { usage: USAGE });
const END = 'data: [DONE]\n\n';
const GAP_MS = LIMITS.chunkGapTimeoutMs;

describe('RelayedStream', () => {
  let stage: RelayStage;
  let stream: ReturnType<RelayStage['relayStream']>;
  const begin = (limits: Partial<CompletionLimits> = {}) => {
    stage = new RelayStage(limits);
    stream = stage.relayStream();
  };
  /** Each after its time in milliseconds. */
  const comes = (...pieces: readonly (string | number)[]) => {
    for (const piece of pieces) {
      if (typeof piece === 'number') stage.clock.advance(piece);
      else stage.upstream.came(piece);
    }
  };
  beforeEach(() => {
    begin();
    stage.upstream.head();
  });

  it('passes as it comes, and reports what the usual way would', async () => {
    const pieces = [10, ROLE, 20, says('Hel'), 30, says('lo'), 5, STOP, COUNT + END];
    comes(...pieces);
    await endOfTurn();
    expect(stage.passed.join('')).toBe(ROLE + says('Hel') + says('lo') + STOP + END);
    expect(stage.began).toMatchObject({ attempts: 1, upstreamMs: 30 });
    expect([stage.isFinished, stage.isSettled]).toEqual([true, true]);

    const { reports } = stage;
    begin();
    stream?.goOn();
    const reading = stage.readStream();
    await settled();
    stage.upstream.head();
    for (const piece of pieces) {
      await settled();
      comes(piece);
    }
    stage.upstream.ended();
    await reading;
    expect(reports).toEqual(stage.reports);
    expect(stage.isSettled).toBe(true);
  });

  it('is no answer while it only says who speaks: a failure behind that is asked again', async () => {
    begin(RETRYING);
    stage.upstream.head();
    comes(ROLE, 'data: {"error":{"message":"overloaded","code":503}}\n\n');
    expect(stage.passed).toEqual([]);
    stage.provided.answers.push(() => new Response(ROLE + says('Hi') + STOP + COUNT + END));
    const parts = await driven(stage.clock, stage.readStream());
    expect(parts.at(-1)).toMatchObject({ type: 'finished', usage: USAGE });
    expect(stage.reports).toMatchObject([
      { outcome: 'finished', attempts: [{ outcome: 'failed' }, { outcome: 'answered' }] },
    ]);
    expect(stage.isSettled).toBe(true);
  });

  it('waits for the first word no longer than that may take, counted from its request', async () => {
    comes(ROLE, LIMITS.firstTokenTimeoutMs - 1);
    expect(stage.begun).toBeNull();
    comes(1);
    await expect(stage.readStream()).rejects.toMatchObject({ code: 'provider.timed_out' });
    expect(stage.reports).toMatchObject([{ attempts: [{ upstreamMs: LIMITS.firstTokenTimeoutMs }] }]);
    expect(stage.isSettled).toBe(true);
  });

  it('tells the limits that the head of its answer named, however it ends', async () => {
    begin();
    stage.upstream.head(200, 'text/event-stream', { 'x-ratelimit-remaining-requests': '9' });
    comes(ROLE, LIMITS.firstTokenTimeoutMs);
    expect(await failureOf(stage.readStream())).toBe('provider.timed_out');
    expect(stage.reports).toMatchObject([{ limitHeaders: { 'x-ratelimit-remaining-requests': '9' } }]);
  });

  it('waits no longer where the usual way takes over on the way', async () => {
    comes(LIMITS.firstTokenTimeoutMs - 100, ': hm\n\n');
    const failed = failureOf(stage.readStream());
    await settled();
    comes(100);
    expect(await failed).toBe('provider.timed_out');
    expect(stage.isSettled).toBe(true);
  });

  it.each([0, 5_000, GAP_MS - 1])(
    'waits for a next word no longer than a gap may last, after %d ms',
    async (firstMs) => {
      comes(firstMs, says('Hi'), GAP_MS - 1);
      expect(stage.rest).toBeNull();
      comes(1);
      const failed = failureOf(stage.readRest());
      await settled();
      comes(1);
      expect(await failed).toBe('provider.timed_out');
      expect(stage.reports).toMatchObject([{ outcome: 'timed-out', characters: 2, isUsageEstimated: true }]);
      expect(stage.isSettled).toBe(true);
    },
  );

  it('has its time in all from its request on, and says so behind what has passed', async () => {
    for (let at = 0; at < LIMITS.totalTimeoutMs; at += GAP_MS / 2) comes(says('Hi'), GAP_MS / 2);
    await expect(stage.readRest()).rejects.toMatchObject({ code: 'provider.timed_out' });
    expect(stage.upstream.aborted).not.toBeNull();
    expect(stage.isSettled).toBe(true);
  });

  it('ends soon where all was said and the mark of the end is missing', async () => {
    comes(says('Hi'), STOP + COUNT, 250);
    const reading = stage.readRest();
    await driven(stage.clock, reading);
    expect((await reading).at(-1)).toMatchObject({ finishReason: 'stop', usage: USAGE });
    expect(stage.clock.monotonicMs()).toBeLessThan(6_000);
    expect(stage.isSettled).toBe(true);
  });

  it('does not read on while its reader has no room, which is none of the provider\u2019s time', async () => {
    stage.hasRoom = false;
    comes(says('Hi'));
    expect(stage.upstream.isPaused).toBe(true);
    comes(GAP_MS * 2);
    expect(stage.rest).toBeNull();
    stage.hasRoom = true;
    stream?.resume();
    expect(stage.upstream.isPaused).toBe(false);
    comes(GAP_MS - 1);
    expect(stage.rest).toBeNull();
    comes(says('!'), STOP, COUNT + END);
    await endOfTurn();
    expect([stage.isFinished, stage.isSettled]).toEqual([true, true]);
  });

  it.each([
    ['without room says nothing', false, false],
    ['with room says something', true, true],
  ])('whose time in all passes for a reader %s against its provider', async (_, hasRoom, isHeldAgainstIt) => {
    begin({ totalTimeoutMs: 400 });
    stage.hasRoom = hasRoom;
    for (let count = 1; count <= DEFAULT_CIRCUIT_BREAKERS.minimumCalls; count += 1) {
      if (count > 1) stage.relayStream();
      const upstream = stage.provided.begun.at(-1)!;
      upstream.head();
      upstream.came(says('Hi'));
      stage.clock.advance(400);
      await expect(stage.readRest()).rejects.toMatchObject({ code: 'provider.timed_out' });
      expect(upstream.aborted).not.toBeNull();
      expect(stage.reports.at(-1)).toMatchObject({ outcome: 'timed-out', characters: 2, upstreamMs: 400 });
    }
    expect(stage.health.isCircuitOpen(stage.provided.provider, 'acme-1')).toBe(isHeldAgainstIt);
  });

  it('is read on where the usual way takes over from a reader without room', async () => {
    stage.hasRoom = false;
    comes(says('Hi') + STOP, 250);
    expect(stage.upstream.isPaused).toBe(true);
    const reading = stage.readRest();
    await settled();
    expect(stage.upstream.isPaused).toBe(false);
    comes(COUNT + END);
    expect((await reading).at(-1)).toMatchObject({ usage: USAGE });
    expect(stage.isSettled).toBe(true);
  });

  it.each<[string, readonly string[]]>([
    ['before a word', [ROLE]],
    ['in the middle', [ROLE, says('Hi'), says('there').slice(0, 20)]],
    ['behind its words', [says('Hi'), STOP]],
  ])('ends with its caller, with the gateway and with its connection %s', async (_, pieces) => {
    for (const [end, code] of [
      ['leave', 'client.gone'],
      ['drain', 'gateway.draining'],
      ['break', expect.stringMatching(/^provider\.(unreachable|invalid_response)/) as string],
    ] as const) {
      begin();
      stage.upstream.head();
      comes(...pieces);
      if (end === 'break') stage.upstream.failed();
      else {
        stage[end]();
        stream?.goOn();
      }
      const reading = stage.rest ? stage.readRest() : stage.readStream();
      await expect(reading).rejects.toMatchObject({ code });
      expect(end === 'break' || stage.upstream.aborted !== null).toBe(true);
      expect(stage.reports).toMatchObject([{ attempts: [{ isUsageEstimated: true }] }]);
      expect(stage.isSettled).toBe(true);
    }
  });

  it('goes on in the usual way from a frame that is not like most, as one attempt', async () => {
    comes(10, says('Hel'), 20, `: hm\n\n${says('lo')}${STOP}${COUNT}${END}`);
    expect(stage.passed.join('')).toBe(says('Hel'));
    const parts = await stage.readRest();
    expect(parts.at(-1)).toMatchObject({ finishReason: 'stop', usage: USAGE });
    expect(stage.reports).toMatchObject([
      { characters: 5, usage: USAGE, attempts: [{ outcome: 'answered', firstPartMs: 10, firstTokenMs: 10 }] },
    ]);
    expect(stage.isSettled).toBe(true);
  });

  it('lets the usual way say that more came than an answer may have', async () => {
    const text = says('x'.repeat(60_000));
    for (let bytes = 0; stage.rest === null && bytes < 20_000_000; bytes += text.length) comes(text);
    await expect(stage.readRest()).rejects.toMatchObject({
      message: expect.stringContaining('10000000 bytes') as string,
    });
    expect(stage.upstream.aborted).not.toBeNull();
    expect(stage.isSettled).toBe(true);
  });
});
