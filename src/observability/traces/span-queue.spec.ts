import { Logger } from '@nestjs/common';
import type { EndedSpan } from './ended-span.js';
import { SpanEncoder } from './otlp/span-encoder.js';
import { BATCH_BYTES, MAX_WAITING_BYTES, SpanQueue, type SpanBatch } from './span-queue.js';

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
function stage() {
  const sent: SpanBatch[] = [];
  const answers: ((failed: number) => void)[] = [];
  const encoder = new SpanEncoder({ resource: {}, scope: { name: 'gate', version: '1' } });
  const queue = new SpanQueue(encoder, (batch) => {
    sent.push(batch);
    return new Promise((resolve) => void answers.push(resolve));
  });
  const answer = async (failed: number) => {
    answers.shift()?.(failed);
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

  it('go out together, after two seconds, one batch at a time', async () => {
    const { queue, answer, spansSent } = stage();
    for (let span = 0; span < 3; span += 1) queue.add(SPAN);
    expect(spansSent()).toEqual([]);
    jest.advanceTimersByTime(2_000);
    expect(spansSent()).toEqual([3]);
    queue.add(SPAN);
    jest.advanceTimersByTime(2_000);
    expect(spansSent()).toEqual([3]);
    await answer(0);
    expect(spansSent()).toEqual([3, 1]);
    await answer(0);
    expect(queue.counts).toEqual({ exported: 4, failed: 0, dropped: 0 });
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
      jest.advanceTimersByTime(2_000);
      await answer(failed);
    }
    expect(queue.counts).toEqual({ exported: 1, failed: 3, dropped: 0 });
    expect(warned).toHaveBeenCalledTimes(2);
  });

  it('are counted one by one where the collector takes some of a batch', async () => {
    const { queue, answer } = stage();
    for (let span = 0; span < 3; span += 1) queue.add(SPAN);
    jest.advanceTimersByTime(2_000);
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
