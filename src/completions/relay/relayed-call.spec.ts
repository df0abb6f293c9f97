import { setImmediate as endOfTurn } from 'node:timers/promises';
import type { CallReport } from '../completion-outcome.js';
import type { CompletionLimits } from '../completion-call.js';
import type { Transcript } from '../transcripts/transcript.js';
import { LIMITS, RETRYING } from '../testing/completions-with.js';
import { driven } from '../testing/driven.js';
import { failureOf, RelayStage, settled } from '../../llm-providers/testing/relay-stage.js';

const ANSWER = {
  id: 'c-1',
  object: 'chat.completion',
  created: 1,
  model: 'acme-1',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
};
const BYTES = JSON.stringify(ANSWER);
const JSON_TYPE = 'application/json';

describe('RelayedCall', () => {
  let stage: RelayStage;
  const begin = (limits: Partial<CompletionLimits> = {}) => {
    stage = new RelayStage(limits);
    return stage.relay();
  };
  const answer = (body = BYTES, status = 200) => {
    stage.upstream.head(status, JSON_TYPE);
    stage.upstream.came(body);
    stage.upstream.ended();
  };

  it('answers in the provider\u2019s own bytes, and reports what the usual way would', async () => {
    begin();
    stage.clock.advance(30);
    answer();
    await endOfTurn();
    expect(stage.result?.bytes.toString()).toBe(BYTES);
    expect(stage.result).toMatchObject({ attempts: 1, upstreamMs: 30, completion: ANSWER });
    expect(stage.isSettled).toBe(true);

    const usual = new RelayStage();
    const begun = usual.relay()!;
    begun.goOn();
    usual.clock.advance(30);
    usual.upstream.head(200, JSON_TYPE);
    usual.upstream.came(BYTES);
    usual.upstream.ended();
    const { bytes: _bytes, target: _target, ...result } = stage.result!;
    expect(await usual.complete()).toMatchObject(result);
    expect(usual.reports).toEqual(stage.reports);
    expect(usual.isSettled).toBe(true);
  });

  it('is read as the usual way has it, by those who want it, once', async () => {
    const read = async (of: RelayStage, end: () => unknown) => {
      const reader = { maxCharacters: 100, wants: () => true, ended: jest.fn() };
      of.service.readBy(reader);
      await end();
      const told = reader.ended.mock.calls as [Transcript, CallReport, string | null][];
      return told.map(([transcript, report, callId]) => {
        const { asked, askedLast, canonicalAnswer, isAnswerCut } = transcript;
        const model = askedLast?.target.model;
        const said = transcript.answer;
        return { asked, said, canonicalAnswer, isAnswerCut, model, report, callId };
      });
    };
    stage = new RelayStage();
    const quick = await read(stage, () => {
      expect(stage.relayStream()).toBeNull();
      stage.relay();
      answer();
    });
    await endOfTurn();
    expect(stage.result).not.toBeNull();
    const usual = new RelayStage();
    const other = await read(usual, () => {
      usual.relay()!.goOn();
      usual.upstream.head(200, JSON_TYPE);
      usual.upstream.came(BYTES);
      usual.upstream.ended();
      return usual.complete();
    });
    expect(quick).toHaveLength(1);
    expect(quick).toEqual(other);
    expect(quick[0]).toMatchObject({ said: ANSWER, canonicalAnswer: ANSWER, isAnswerCut: false });
  });

  it.each<[string, () => void]>([
    ['of another status', () => answer('{}', 500)],
    ['that is none', () => answer('{"choices":[]}')],
    ['that is cut', () => stage.upstream.failed()],
    [
      'that breaks off',
      () => {
        stage.upstream.head(200, JSON_TYPE);
        stage.upstream.came(BYTES.slice(0, 20));
        stage.upstream.failed();
      },
    ],
  ])('leaves an answer %s to the usual way, which fails with it once', async (_, happen) => {
    begin();
    happen();
    expect(stage.result).toBeNull();
    await expect(stage.complete()).rejects.toMatchObject({
      code: expect.stringMatching(/^provider\./) as string,
    });
    expect(stage.reports).toMatchObject([{ outcome: 'failed', attempts: [{ outcome: 'failed' }] }]);
    expect(stage.isSettled).toBe(true);
  });

  it('is asked again in the usual way, counted as one request with one retry', async () => {
    begin(RETRYING);
    answer('{"error":{"message":"down"}}', 500);
    stage.provided.answers.push(() => new Response(BYTES, { headers: { 'content-type': JSON_TYPE } }));
    const result = await driven(stage.clock, stage.complete());
    expect(result.attempts).toBe(2);
    expect(stage.reports).toMatchObject([
      { outcome: 'finished', attempts: [{ outcome: 'failed' }, { outcome: 'answered' }] },
    ]);
    expect(stage.isSettled).toBe(true);
  });

  it('has its time from its first attempt on', async () => {
    begin();
    stage.clock.advance(LIMITS.totalTimeoutMs - 1);
    expect(stage.begun).toBeNull();
    stage.clock.advance(1);
    await expect(stage.complete()).rejects.toMatchObject({ code: 'provider.timed_out' });
    expect(stage.reports).toMatchObject([{ attempts: [{ upstreamMs: LIMITS.totalTimeoutMs }] }]);
    stage.upstream.connected();
    expect(stage.upstream.aborted).not.toBeNull();
    expect(stage.isSettled).toBe(true);
  });

  it('has what is left of its time where the usual way takes over', async () => {
    begin();
    stage.clock.advance(LIMITS.totalTimeoutMs - 100);
    stage.upstream.head(200, 'text/plain');
    const failed = failureOf(stage.complete());
    await settled();
    stage.clock.advance(100);
    expect(await failed).toBe('provider.timed_out');
    expect(stage.isSettled).toBe(true);
  });

  it.each<[string, () => void]>([
    ['before its request is sent', () => undefined],
    ['before its answer', () => stage.upstream.connected()],
    ['behind the head of its answer', () => stage.upstream.head(200, JSON_TYPE)],
    [
      'in the middle of it',
      () => {
        stage.upstream.head(200, JSON_TYPE);
        stage.upstream.came(BYTES.slice(0, 20));
      },
    ],
  ])('ends with its caller, and with the gateway, %s', async (_, happen) => {
    for (const [end, code, outcome] of [
      ['leave', 'client.gone', 'cancelled'],
      ['drain', 'gateway.draining', 'failed'],
    ] as const) {
      const call = begin();
      happen();
      stage[end]();
      call?.goOn();
      await expect(stage.complete()).rejects.toMatchObject({ code });
      stage.upstream.connected();
      expect(stage.upstream.aborted).not.toBeNull();
      expect(stage.reports).toMatchObject([{ attempts: [{ outcome }] }]);
      expect(stage.isSettled).toBe(true);
    }
  });

  it('holds nothing where nobody takes its attempt over', () => {
    begin()?.goOn();
    stage.begun?.discard();
    stage.begun?.discard();
    stage.upstream.connected();
    expect(stage.upstream.aborted).not.toBeNull();
    expect(stage.health.callsInFlight('acme')).toBe(0);
    expect(stage.clock.pendingTimers).toBe(0);
  });

  it('leaves a large answer to the usual way, with all that came of it', async () => {
    begin();
    const large = {
      ...ANSWER,
      choices: [{ ...ANSWER.choices[0], message: { role: 'assistant', content: 'x'.repeat(100_000) } }],
    };
    answer(JSON.stringify(large));
    expect(stage.result).toBeNull();
    expect((await stage.complete()).completion).toEqual(large);
  });

  it('asks no provider that has no room, and none whose breaker is open', () => {
    begin({ maxCallsPerProvider: 1 });
    expect(stage.relay()).toBeNull();
    answer();
    expect(stage.relay()).not.toBeNull();
  });
});
