import { upstreamAnswerOf } from '../../common/http/testing/response-fetch.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { AnswerProgress } from './answer-progress.js';
import { END_GRACE_MS, EventReader } from './event-reader.js';
import { ACME_CALL as call } from './testing/acme-call.js';

describe('EventReader', () => {
  let clock: ManualClock;
  let progress: AnswerProgress;
  let source: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  const cancel = jest.fn<void, []>();

  beforeEach(() => {
    clock = new ManualClock();
    progress = new AnswerProgress();
    cancel.mockReset();
  });

  /** Of a connection that stays open. */
  const reader = () => {
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => void (source = controller),
      cancel,
    });
    const response = upstreamAnswerOf(new Response(body));
    const terms = { signal: new AbortController().signal, call, clock, progress };
    return new EventReader(response, terms);
  };
  const say = (text: string) => source.enqueue(new TextEncoder().encode(text));
  const isOver = () => progress.saw(0, { hasContent: true, finishReason: 'stop' });
  const settled = () => new Promise(setImmediate);

  it('gives the events of a piece one after the other, and ends with the connection', async () => {
    const events = reader();
    say(': hello\n\nevent: a\ndata: 1\n\ndata: [2,\ndata: 3]\n\ndata: {"cut":');
    expect(await events.next()).toMatchObject({ done: false, value: { event: 'a', data: 1 } });
    expect(await events.next()).toMatchObject({ done: false, value: { data: [2, 3] } });
    source.close();
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  it('lets other work have its turn while it reads many small pieces', async () => {
    const events = reader();
    for (let at = 0; at < 6_400; at += 1) say('x');
    source.close();
    let turns = 0;
    const count = () => {
      turns += 1;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    await events.next().catch(() => undefined);
    clearImmediate(timer);
    expect(turns).toBeGreaterThanOrEqual(50);
  });

  it('counts the memory of a large event until the answer is over', async () => {
    const MIB = 1_048_576;
    const parts = [`data: "${'a'.repeat(MIB)}`, 'a'.repeat(MIB), '"\n\ndata: 1\n\n'];
    const pieces = parts.map((text) => new TextEncoder().encode(text));
    const body = new ReadableStream({
      pull: (controller) => (pieces.length > 0 ? controller.enqueue(pieces.shift()) : controller.close()),
    });
    const meterAnswer = jest.fn<void, [number]>();
    const terms = { signal: new AbortController().signal, call, clock, progress, meterAnswer };
    const response = upstreamAnswerOf(new Response(body), { maxWholeBytes: 4 * MIB });
    const events = new EventReader(response, terms);
    const large = 'a'.repeat(2 * MIB);
    expect((await events.next()).value?.data === large).toBe(true);
    expect(await events.next()).toMatchObject({ value: { data: 1 } });
    expect(meterAnswer.mock.calls.flat()).toEqual([MIB + 7, 2 * MIB + 7, 2 * MIB + 19]);
  });

  it('refuses bare JSON of more values than the response may have, as a whole answer', async () => {
    const body = new Response('{"a":[{},{},{},{}]}\n');
    const response = upstreamAnswerOf(body, { maxValues: 3, wantsEvents: true });
    const terms = { signal: new AbortController().signal, call, clock, progress };
    await expect(new EventReader(response, terms).next()).rejects.toMatchObject({
      code: 'provider.invalid_response',
      message: expect.stringContaining('UPSTREAM_MAX_ANSWER_VALUES') as string,
    });
  });

  it('lets other work have its turn while it reads many tiny events', async () => {
    const events = reader();
    say('data:\n\n'.repeat(10_000));
    say('data: [DONE]\n\n');
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await events.next();
    isDone = true;
    expect(turns).toBeGreaterThan(50);
  });

  it('ends with the event that says so, and cancels the request', async () => {
    const events = reader();
    say('data: 1\n\ndata: [DONE]\n\ndata: 2\n\n');
    expect(await events.next()).toMatchObject({ value: { data: 1 } });
    expect(await events.next()).toEqual({ done: true, value: undefined });
    await settled();
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it('keeps the connection of an answer that is over, and of no other', async () => {
    const how: string[] = [];
    const response = {
      ok: true,
      status: 200,
      headers: new Headers(),
      text: async () => '',
      read: async () => null,
      peek: async () => '',
      finish: () => how.push('finish'),
      cancel: () => how.push('cancel'),
    };
    const terms = { signal: new AbortController().signal, call, clock, progress };
    const open = () => new EventReader(response, terms);
    await open().return();
    isOver();
    await open().return();
    expect(how).toEqual(['cancel', 'finish']);
  });

  it('cancels the request of a reader who leaves', async () => {
    const events = reader();
    await events.return();
    await settled();
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it('tells what broke the stream as what it is', async () => {
    const events = reader();
    source.error(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    await expect(events.next()).rejects.toMatchObject({ code: 'provider.invalid_response' });
  });

  describe('of an answer that is over, on a connection that stays open', () => {
    it('ends after a while, and cancels the request', async () => {
      const events = reader();
      say('data: 1\n\n');
      await events.next();
      isOver();
      const next = events.next();
      clock.advance(END_GRACE_MS - 1);
      await settled();
      expect(cancel).not.toHaveBeenCalled();
      clock.advance(1);
      expect(await next).toEqual({ done: true, value: undefined });
      await settled();
      expect(cancel).toHaveBeenCalledTimes(1);
    });

    it('still gives what comes in that time', async () => {
      const events = reader();
      isOver();
      const next = events.next();
      clock.advance(END_GRACE_MS - 1);
      say('data: "usage"\n\n');
      expect(await next).toMatchObject({ value: { data: 'usage' } });
    });

    it('is not kept open by comments', async () => {
      const events = reader();
      isOver();
      const next = events.next();
      for (let waitedMs = 0; waitedMs < END_GRACE_MS; waitedMs += 1000) {
        say(': still here\n\n');
        await settled();
        clock.advance(1000);
      }
      expect(await next).toEqual({ done: true, value: undefined });
    });

    it('begins to wait anew with every piece of content that comes late', async () => {
      const events = reader();
      isOver();
      for (const late of ['b', 'c', 'd']) {
        const next = events.next();
        await settled();
        clock.advance(END_GRACE_MS - 1);
        say(`data: "${late}"\n\n`);
        expect(await next).toMatchObject({ value: { data: late } });
        progress.saw(0, { hasContent: true, finishReason: null });
      }
      const last = events.next();
      await settled();
      clock.advance(END_GRACE_MS);
      expect(await last).toEqual({ done: true, value: undefined });
    });

    it('waits as long as the transport does where it stopped before its first word', async () => {
      const events = reader();
      progress.saw(0, { hasContent: false, finishReason: 'stop' });
      const next = events.next();
      clock.advance(10 * END_GRACE_MS);
      say('data: "late"\n\n');
      expect(await next).toMatchObject({ value: { data: 'late' } });
      const last = events.next();
      source.error(Object.assign(new Error('silent'), { code: 'UND_ERR_BODY_TIMEOUT' }));
      expect(await last).toEqual({ done: true, value: undefined });
    });

    it('is not over while another choice goes on', async () => {
      const events = reader();
      progress.saw(1, { hasContent: true, finishReason: null });
      isOver();
      const next = events.next();
      clock.advance(10 * END_GRACE_MS);
      say('data: "late"\n\n');
      expect(await next).toMatchObject({ value: { data: 'late' } });
    });

    it.each<[string, () => void, boolean]>([
      ['behind its count', () => (isOver(), progress.sawCount()), true],
      ['before its count', isOver, false],
      ['behind a count that came before its end', () => (progress.sawCount(), isOver()), false],
      ['behind a word that came late', () => (isOver(), progress.sawCount(), isOver()), false],
      [
        'before its first word',
        () => (progress.saw(0, { hasContent: false, finishReason: 'stop' }), progress.sawCount()),
        false,
      ],
      [
        'while another choice goes on',
        () => (progress.saw(1, { hasContent: true, finishReason: null }), isOver(), progress.sawCount()),
        false,
      ],
    ])('takes a connection that breaks %s as it should', async (_, arrange, isGood) => {
      const events = reader();
      arrange();
      source.error(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
      const end = await events.next().catch((error: unknown) => (error as { code: unknown }).code);
      expect(end).toEqual(isGood ? { done: true, value: undefined } : 'provider.invalid_response');
    });

    it('ends as well when the transport gives up sooner, but not when the connection breaks', async () => {
      const broken = async (code: string) => {
        const events = reader();
        isOver();
        source.error(Object.assign(new Error(code), { code }));
        return events.next();
      };
      expect(await broken('UND_ERR_BODY_TIMEOUT')).toEqual({ done: true, value: undefined });
      await expect(broken('ECONNRESET')).rejects.toMatchObject({ code: 'provider.invalid_response' });
    });

    it('gives what had come to a reader who took longer', async () => {
      const events = reader();
      isOver();
      say('data: 1\n\n');
      await events.next();
      say('data: "usage"\n\n');
      clock.advance(2 * END_GRACE_MS);
      const next = events.next();
      await settled();
      expect(await next).toMatchObject({ value: { data: 'usage' } });
    });
  });

  it('waits as long as the transport does while the answer is not over', async () => {
    const events = reader();
    const next = events.next();
    clock.advance(100 * END_GRACE_MS);
    say('data: "late"\n\n');
    expect(await next).toMatchObject({ value: { data: 'late' } });
  });

  describe('passes over', () => {
    const dataOf = async (...wire: readonly string[]) => {
      const events = reader();
      for (const piece of wire) say(piece);
      source.close();
      const all: unknown[] = [];
      for await (const { data } of events) all.push(data);
      return all;
    };

    it.each<[string, string]>([
      ['a ping without data', 'event: ping\ndata:\n\n'],
      ['empty data', 'data: \n\n'],
      ['data that are a comment', 'data: : OPENROUTER PROCESSING\n\n'],
      ['a comment', ': OPENROUTER PROCESSING\n\n'],
      ['an event without data', 'event: nothing\n\n'],
      ['an id and a time to come back', 'id: 7\nretry: 1000\n\n'],
      ['words under a name that is not the wire’s', 'event: heartbeat\ndata: alive\n\n'],
      ['a sign of life', 'data: ping\n\n'],
      ['a line that is none of a stream', 'hello\n\n'],
    ])('%s', async (_, noise) => {
      expect(await dataOf(noise, 'data: 1\n\n', noise, 'data: 2\n\n', noise)).toEqual([1, 2]);
    });

    it('nothing of an error that is told in words', async () => {
      expect(await dataOf('event: error\ndata: Too busy.\n\n')).toEqual([
        { error: { message: 'Too busy.' } },
      ]);
    });
  });

  it.each(['data: 1', 'data: 1\n', 'data: 1\r\n', 'data: [DONE]'])(
    'counts the last event, %j, without an empty line behind it',
    async (last) => {
      const events = reader();
      say(`data: 0\n\n${last}`);
      source.close();
      const all: unknown[] = [];
      for await (const { data } of events) all.push(data);
      expect(all).toEqual(last.includes('DONE') ? [0] : [0, 1]);
    },
  );

  it.each(['{"a":', 'words', '{"a"'])('does not understand the data %j', async (data) => {
    const events = reader();
    say(`data: ${data}\n\n`);
    await expect(events.next()).rejects.toMatchObject({ code: 'provider.invalid_response' });
  });
});
