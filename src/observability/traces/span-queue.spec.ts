import { Logger } from '@nestjs/common';
import type { EndedSpan } from './ended-span.js';
import { SpanEncoder } from './otlp/span-encoder.js';
import {
  BATCH_BYTES,
  MAX_HELD_MS,
  MAX_WAITING_BYTES,
  SpanQueue,
  type BatchOutcome,
  type SpanBatch,
} from './span-queue.js';

const LIMITS = { delayMs: 5_000, maxSpans: Infinity, batchSpans: Infinity };

const SPAN: EndedSpan = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentSpanId: null,
  name: 'chat m',
  kind: 'client',
  startMs: 1,
  endMs: 2,
  attributes: [],
  hasFailed: false,
};
const LARGE: EndedSpan = { ...SPAN, attributes: [{ inputMessages: 'x'.repeat(BATCH_BYTES) }] };

/** A collector that answers when it is told to. */
function stage(limits: Partial<typeof LIMITS> = {}) {
  const sent: SpanBatch[] = [];
  const answers: ((outcome: BatchOutcome) => void)[] = [];
  const encoder = new SpanEncoder({ resource: {}, scope: { name: 'gate', version: '1' } });
  const queue = new SpanQueue(
    encoder,
    (batch) => {
      sent.push(batch);
      return new Promise((resolve) => void answers.push(resolve));
    },
    { ...LIMITS, ...limits },
  );
  const answer = async (failed: number, retryAfterMs: number | null = null) => {
    answers.shift()?.({ failed, retryAfterMs });
    await jest.advanceTimersByTimeAsync(0);
  };
  const spansSent = () => sent.map(({ spans }) => spans);
  return { queue, answer, spansSent };
}

describe('spans on their way to a collector', () => {
  let warned: jest.SpyInstance;
  beforeEach(() => {
    jest.useFakeTimers();
    warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('go out together, after five seconds, one batch at a time', async () => {
    const { queue, answer, spansSent } = stage();
    for (let span = 0; span < 3; span += 1) queue.add(SPAN);
    expect(spansSent()).toEqual([]);
    jest.advanceTimersByTime(5_000);
    expect(spansSent()).toEqual([3]);
    queue.add(SPAN);
    jest.advanceTimersByTime(5_000);
    expect(spansSent()).toEqual([3]);
    await answer(0);
    expect(spansSent()).toEqual([3, 1]);
    await answer(0);
    expect(queue.counts).toEqual({ exported: 4, failed: 0, dropped: 0 });
  });

  it('wait for as long, and go out by as many, as the operator says', async () => {
    const { queue, answer, spansSent } = stage({ delayMs: 10, batchSpans: 2 });
    queue.add(SPAN);
    jest.advanceTimersByTime(10);
    for (let span = 0; span < 3; span += 1) queue.add(SPAN);
    expect(spansSent()).toEqual([1]);
    await answer(0);
    expect([spansSent(), queue.counts.dropped]).toEqual([[1, 2], 0]);
  });

  it('go out at once where they are as many as go together', () => {
    const { queue, spansSent } = stage({ batchSpans: 512 });
    for (let span = 0; span < 513; span += 1) queue.add(SPAN);
    expect(spansSent()).toEqual([512]);
  });

  it('are dropped where as many wait as may, those on their way included', async () => {
    const { queue, answer, spansSent } = stage({ maxSpans: 3, batchSpans: 2 });
    for (let span = 0; span < 5; span += 1) queue.add(SPAN);
    expect([spansSent(), queue.counts.dropped]).toEqual([[2], 2]);
    await answer(0);
    queue.add(SPAN);
    expect([spansSent(), queue.counts]).toEqual([[2, 2], { exported: 2, failed: 0, dropped: 2 }]);
  });

  it('are sent again after the time that the collector asks for, and others only behind them', async () => {
    const { queue, answer, spansSent } = stage({ batchSpans: 2, maxSpans: 5 });
    for (let span = 0; span < 7; span += 1) queue.add(SPAN);
    await answer(2, 60_000);
    await jest.advanceTimersByTimeAsync(59_999);
    expect(spansSent()).toEqual([2]);
    await jest.advanceTimersByTimeAsync(1);
    expect(spansSent()).toEqual([2, 2]);
    for (let batch = 0; batch < 3; batch += 1) await answer(0);
    expect([spansSent(), queue.counts]).toEqual([[2, 2, 2, 1], { exported: 5, failed: 0, dropped: 2 }]);
    expect(warned).not.toHaveBeenCalled();
  });

  it.each([
    ['at once', [MAX_HELD_MS + 1]],
    ['again and again', [MAX_HELD_MS / 2, MAX_HELD_MS / 2, 1]],
  ])('are lost where the collector asks %s for more time than it gets', async (_how, waits) => {
    const { queue, answer, spansSent } = stage({ batchSpans: 1 });
    queue.add(SPAN);
    for (const waitMs of waits) {
      await answer(1, waitMs);
      await jest.advanceTimersByTimeAsync(waitMs);
    }
    expect([spansSent().length, queue.counts]).toEqual([
      waits.length,
      { exported: 0, failed: 1, dropped: 0 },
    ]);
  });

  it('go out at once where they are many bytes', () => {
    const { queue, spansSent } = stage();
    queue.add(SPAN);
    queue.add(LARGE);
    expect(spansSent()).toEqual([2]);
  });

  it('wait up to a bound; what comes on top is dropped, until some have gone', async () => {
    const { queue, answer, spansSent } = stage();
    const most = Math.ceil(MAX_WAITING_BYTES / (BATCH_BYTES + 100));
    for (let span = 0; span < most + 3; span += 1) queue.add(LARGE);
    queue.add(SPAN);
    expect([spansSent().length, queue.counts]).toEqual([1, { exported: 0, failed: 0, dropped: 4 }]);
    await answer(0);
    queue.add(SPAN);
    expect([spansSent().length, queue.counts]).toEqual([2, { exported: 1, failed: 0, dropped: 4 }]);
  });

  it('are counted as failed where the collector takes none, which is said once, without its words', async () => {
    const { queue, answer } = stage();
    for (const failed of [1, 1, 0, 1]) {
      queue.add(SPAN);
      jest.advanceTimersByTime(5_000);
      await answer(failed);
    }
    expect(queue.counts).toEqual({ exported: 1, failed: 3, dropped: 0 });
    expect(warned).toHaveBeenCalledTimes(2);
  });

  it('are counted one by one where the collector takes some of a batch', async () => {
    const { queue, answer } = stage();
    for (let span = 0; span < 3; span += 1) queue.add(SPAN);
    jest.advanceTimersByTime(5_000);
    await answer(2);
    expect([queue.counts, warned.mock.calls]).toEqual([{ exported: 1, failed: 2, dropped: 0 }, []]);
  });

  it('are all sent before the process ends', async () => {
    const { queue, answer, spansSent } = stage();
    queue.add(LARGE);
    queue.add(SPAN);
    let isFlushed = false;
    const flushed = queue.flush().then(() => (isFlushed = true));
    await answer(0);
    expect([spansSent(), isFlushed]).toEqual([[1, 1], false]);
    await answer(0);
    await flushed;
    expect(queue.counts.exported).toBe(2);
  });
});
