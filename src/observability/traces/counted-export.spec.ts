import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { Logger } from '@nestjs/common';
import {
  BoundedProcessor,
  CountedExport,
  MAX_WAITING_CHARACTERS,
  MAX_WAITING_SPANS,
} from './counted-export.js';

type Done = Parameters<SpanExporter['export']>[1];

const SPAN = { attributes: {} } as ReadableSpan;

/** A collector that answers when it is told to, and a processor that exports each span at once. */
function stage() {
  const answers: Done[] = [];
  const counted = new CountedExport({
    export: (_spans, done) => void answers.push(done),
    shutdown: () => Promise.resolve(),
  });
  const processor = new BoundedProcessor(
    {
      onStart: () => undefined,
      onEnd: (span) => counted.export([span], () => undefined),
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    },
    counted,
  );
  return { answers, counted, processor };
}

describe('spans on their way to a collector', () => {
  let warned: jest.SpyInstance;
  beforeEach(() => {
    warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
  });
  afterEach(() => jest.restoreAllMocks());

  it('wait up to a bound; what comes on top is dropped, until some have gone', () => {
    const { answers, counted, processor } = stage();
    for (let span = 0; span < MAX_WAITING_SPANS + 3; span += 1) processor.onEnd(SPAN);
    expect([answers.length, counted.counts]).toEqual([
      MAX_WAITING_SPANS,
      { exported: 0, failed: 0, dropped: 3 },
    ]);
    answers[0]?.({ code: 0 });
    processor.onEnd(SPAN);
    expect([answers.length, counted.counts]).toEqual([
      MAX_WAITING_SPANS + 1,
      { exported: 1, failed: 0, dropped: 3 },
    ]);
  });

  it('that hold prompts and answers wait up to a bound of their own', () => {
    const { answers, counted, processor } = stage();
    const attributes = { 'gen_ai.input.messages': 'x'.repeat(MAX_WAITING_CHARACTERS / 4) };
    const large = { attributes } as unknown as ReadableSpan;
    for (let span = 0; span < 6; span += 1) processor.onEnd(large);
    processor.onEnd(SPAN);
    expect([answers.length, counted.counts.dropped]).toEqual([5, 2]);
    answers[0]?.({ code: 0 });
    processor.onEnd(large);
    expect([answers.length, counted.counts.dropped]).toEqual([6, 2]);
  });

  it('are counted as failed where the collector takes none, which is said once, without its words', () => {
    const { answers, counted, processor } = stage();
    for (const code of [1, 1, 0, 1]) {
      processor.onEnd(SPAN);
      answers.pop()?.({ code, ...(code !== 0 && { error: new Error('canary') }) });
    }
    expect(counted.counts).toEqual({ exported: 1, failed: 3, dropped: 0 });
    expect(warned).toHaveBeenCalledTimes(2);
    expect(JSON.stringify(warned.mock.calls)).not.toContain('canary');
  });
});
