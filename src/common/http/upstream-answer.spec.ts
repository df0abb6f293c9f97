import { ManualClock } from '../testing/manual-clock.js';
import { upstreamAnswerOf } from './testing/response-fetch.js';
import { AnswerBrokenError, AnswerTooLargeError, MAX_FAILURE_BYTES } from './upstream-answer.js';

const EVENT_STREAM = { headers: { 'content-type': 'text/event-stream; charset=utf-8' } };

function bodyOf(...pieces: readonly string[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece));
      controller.close();
    },
  });
}

/** A promise of its text; fails with what the body fails with. */
const read = (body: ConstructorParameters<typeof Response>[0], maxBytes: number, init?: ResponseInit) =>
  upstreamAnswerOf(new Response(body, init), { maxBytes }).text();

describe('UpstreamAnswer', () => {
  it('lets a body of exactly the limit pass, byte for byte', async () => {
    await expect(read(bodyOf('12345', '67890'), 10)).resolves.toBe('1234567890');
  });

  it('fails as the body crosses the limit', async () => {
    await expect(read(bodyOf('12345', '678901'), 10)).rejects.toThrow(AnswerTooLargeError);
  });

  it('counts bytes, not characters', async () => {
    await expect(read('äöü', 5)).rejects.toThrow(AnswerTooLargeError);
    await expect(read('äöü', 6)).resolves.toBe('äöü');
  });

  it('fails where a body that is read as a whole has more values than it may, and stops the source', async () => {
    const source = bodyOf('[[],[', '],"a,b,c",[]', ']');
    const within = (maxValues: number) =>
      upstreamAnswerOf(new Response(source), { maxBytes: 100, maxValues }).text();
    await expect(within(3)).rejects.toThrow(AnswerTooLargeError);
    const answer = upstreamAnswerOf(new Response('[[],[],"a,b,c",[]]'), { maxBytes: 100, maxValues: 4 });
    await expect(answer.text()).resolves.toBe('[[],[],"a,b,c",[]]');
  });

  it('tells a meter what it holds, and ends with what that throws', async () => {
    const told: number[] = [];
    const body = bodyOf('x'.repeat(20_000), 'y'.repeat(20_000));
    await upstreamAnswerOf(new Response(body), { maxBytes: 100_000 }).text((bytes) => told.push(bytes));
    expect(told[0]).toBeGreaterThanOrEqual(20_000);
    expect(told[1]).toBeGreaterThanOrEqual(40_000);
    const cancel = jest.fn();
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(Buffer.from('{}')),
      cancel,
    });
    const full = new Error('no room');
    const refuse = () => {
      throw full;
    };
    await expect(upstreamAnswerOf(new Response(endless), { maxBytes: 100_000 }).text(refuse)).rejects.toBe(
      full,
    );
    expect(cancel).toHaveBeenCalled();
  });

  it.each([
    ['levels', '['.repeat(20_000)],
    ['arrays', `[${'[],'.repeat(260_000)}1]`],
    ['texts', `[${'"",'.repeat(260_000)}1]`],
  ])('fails where a body that is read as a whole has more %s than any answer', async (_, body) => {
    const answer = upstreamAnswerOf(new Response(body), { maxBytes: 2_000_000, maxValues: 250_000 });
    await expect(answer.text()).rejects.toThrow(AnswerTooLargeError);
  });

  it('fails where a body that is read as a whole has more bytes than are read at once, and stops the source', async () => {
    let sent = 0;
    const cancel = jest.fn();
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      controller.enqueue(Buffer.alloc(1024 * 1024, 'a'));
      sent += 1;
    };
    const answer = upstreamAnswerOf(new Response(new ReadableStream({ pull, cancel })), {
      maxBytes: 1e9,
      maxWholeBytes: 1_000_000,
    });
    await expect(answer.text()).rejects.toThrow(AnswerTooLargeError);
    expect(cancel).toHaveBeenCalled();
    expect(sent).toBeLessThan(20);
  });

  it('tells status and headers, and what of them is good', () => {
    const answer = upstreamAnswerOf(new Response('{}', { status: 429, headers: { 'retry-after': '1' } }), {
      maxBytes: 10,
    });
    expect(answer).toMatchObject({ ok: false, status: 429 });
    expect(answer.headers.get('retry-after')).toBe('1');
    const isGood = (status: number) => upstreamAnswerOf(new Response(null, { status }), { maxBytes: 10 }).ok;
    expect([200, 204, 299, 300, 304, 400].map(isGood)).toEqual([true, true, true, false, false, false]);
  });

  it('is empty where the response has no body', async () => {
    await expect(
      upstreamAnswerOf(new Response(null, { status: 204 }), { maxBytes: 10 }).text(),
    ).resolves.toBe('');
  });

  it('drops the byte order mark of a text', async () => {
    await expect(read('\ufeff{}', 10)).resolves.toBe('{}');
  });

  it('hands an event stream on in small pieces, and everything else as it comes', async () => {
    const long = 'x'.repeat(10_000);
    const sizesOf = async (init?: ResponseInit) => {
      const sizes: number[] = [];
      const answer = upstreamAnswerOf(new Response(bodyOf(long, 'y'), init), { maxBytes: 20_000 });
      for (let piece = await answer.read(); piece !== null; piece = await answer.read()) {
        sizes.push(piece.byteLength);
      }
      return sizes;
    };
    expect(await sizesOf(EVENT_STREAM)).toEqual([4096, 4096, 1808, 1]);
    expect(await sizesOf()).toEqual([10_000, 1]);
  });

  it('lets other work have its turn while much of an event stream is there at once', async () => {
    const body = bodyOf('x'.repeat(200_000), ...Array.from({ length: 200 }, () => 'y'.repeat(1_000)));
    const answer = upstreamAnswerOf(new Response(body, EVENT_STREAM), { maxBytes: 1_000_000 });
    let [most, ofTurn, isOver] = [0, 0, false];
    const countTurns = () => {
      ofTurn = 0;
      if (!isOver) setImmediate(countTurns);
    };
    setImmediate(countTurns);
    let bytes = 0;
    for (let piece = await answer.read(); piece !== null; piece = await answer.read()) {
      bytes += piece.byteLength;
      ofTurn += piece.byteLength;
      most = Math.max(most, ofTurn);
    }
    isOver = true;
    expect(bytes).toBe(400_000);
    expect(most).toBeLessThanOrEqual(68 * 1024);
  });

  it('has nothing more for a reader who left while others had their turn', async () => {
    const body = bodyOf('x'.repeat(100_000));
    const answer = upstreamAnswerOf(new Response(body, EVENT_STREAM), { maxBytes: 1_000_000 });
    for (let piece = 0; piece < 16; piece += 1) await answer.read();
    const reading = answer.read();
    answer.cancel();
    await expect(reading).resolves.toBeNull();
  });

  it('stops the source when its reader leaves', async () => {
    const cancel = jest.fn<void, [unknown]>();
    const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => controller.enqueue(new Uint8Array(8)),
      cancel,
    });
    upstreamAnswerOf(new Response(endless), { maxBytes: 1_000_000 }).cancel();
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  describe('of a source that fails', () => {
    const failure = new TypeError('terminated');
    const failing = () =>
      new Response(
        new ReadableStream<Uint8Array<ArrayBuffer>>({ start: (controller) => controller.error(failure) }),
      );

    it('says that the answer broke off, and why', async () => {
      const text = upstreamAnswerOf(failing(), { maxBytes: 10, signal: new AbortController().signal }).text();
      await expect(text).rejects.toThrow(AnswerBrokenError);
      await expect(upstreamAnswerOf(failing(), { maxBytes: 10 }).text()).rejects.toMatchObject({
        cause: failure,
      });
    });

    it('fails as it did when the request had been aborted', async () => {
      await expect(
        upstreamAnswerOf(failing(), { maxBytes: 10, signal: AbortSignal.abort() }).text(),
      ).rejects.toBe(failure);
    });
  });

  it('stops a source that crosses the limit', async () => {
    const cancel = jest.fn<void, [unknown]>();
    const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => controller.enqueue(new Uint8Array(8)),
      cancel,
    });
    await expect(upstreamAnswerOf(new Response(endless), { maxBytes: 100 }).text()).rejects.toThrow(
      AnswerTooLargeError,
    );
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  describe('of a failure, whose status already says it all', () => {
    const failing = (body: ReadableStream<Uint8Array<ArrayBuffer>>, signal: AbortSignal | null = null) => {
      const clock = new ManualClock();
      const response = new Response(body, { status: 429, headers: { 'retry-after': '7' } });
      return { clock, answer: upstreamAnswerOf(response, { clock, signal }) };
    };

    it.each([
      ['is larger than 1 MiB', bodyOf('a'.repeat(MAX_FAILURE_BYTES), 'a')],
      ['breaks off', new ReadableStream({ start: (controller) => controller.error(new Error('reset')) })],
    ])('has no text where that %s', async (_, body) => {
      const { answer, clock } = failing(body);
      await expect(answer.text()).resolves.toBe('');
      expect(clock.pendingTimers).toBe(0);
    });

    it('has the text that came within two seconds', async () => {
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
        start: (controller) => controller.enqueue(new TextEncoder().encode('{"error"')),
      });
      const { answer, clock } = failing(body);
      const text = answer.text();
      await new Promise(setImmediate);
      clock.advance(2_000);
      await expect(text).resolves.toBe('{"error"');
    });

    it('still fails with the reason of the signal', async () => {
      const gone = new Error('gone');
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
        start: (controller) => controller.error(gone),
      });
      await expect(failing(body, AbortSignal.abort(gone)).answer.text()).rejects.toBe(gone);
    });
  });

  it('hands on in small pieces what was asked for as events, whatever its type says', async () => {
    const sizeOf = async (type: string | null, wantsEvents: boolean) => {
      const headers = new Headers(type === null ? {} : { 'content-type': type });
      const response = new Response(bodyOf('x'.repeat(5_000)), { headers });
      return (await upstreamAnswerOf(response, { wantsEvents }).read())?.byteLength;
    };
    for (const type of ['text/plain', null, 'application/json', 'text/html']) {
      expect(await sizeOf(type, true)).toBe(4096);
    }
    expect(await sizeOf('text/plain', false)).toBe(5000);
  });

  it('counts an event stream as a whole', async () => {
    const body = bodyOf('data: 1\n\n', 'data: 2\n\n');
    await expect(read(body, 17, EVENT_STREAM)).rejects.toThrow('more than 17 bytes');
  });

  describe('shows how its body begins', () => {
    const isEnough = (beginning: string) => beginning.length >= 3;

    it.each<[string, string[], string]>([
      ['in one piece', ['abcdef'], 'abcdef'],
      ['in many', ['a', 'b', 'c', 'd'], 'abc'],
      ['behind blanks', ['\r\n', ' \t', '  abc'], 'abc'],
      ['behind a byte order mark', ['\ufeff \nabc'], 'abc'],
      ['where it is short', ['a'], 'a'],
      ['where there is none', [' \n'], ''],
    ])('%s, and leaves it to be read', async (_, pieces, beginning) => {
      const answer = upstreamAnswerOf(new Response(bodyOf(...pieces)));
      expect(await answer.peek(isEnough)).toBe(beginning);
      expect(await answer.text()).toBe(pieces.join('').replace(/^\s+/, ''));
    });

    it('in small pieces where it is a stream', async () => {
      const answer = upstreamAnswerOf(new Response(bodyOf('x'.repeat(5_000)), EVENT_STREAM));
      await answer.peek(isEnough);
      expect([(await answer.read())?.byteLength, (await answer.read())?.byteLength]).toEqual([4096, 904]);
    });
  });
});
