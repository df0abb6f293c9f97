import { upstreamAnswerOf } from '../../common/http/testing/response-fetch.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { END_GRACE_MS, EventReader } from './event-reader.js';
import { ACME_CALL as call } from './testing/acme-call.js';

describe('EventReader', () => {
  let clock: ManualClock;
  let progress: { isOver: boolean };
  let source: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  const cancel = jest.fn<void, []>();

  beforeEach(() => {
    clock = new ManualClock();
    progress = { isOver: false };
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
    return new EventReader(response, terms, ({ event, data }) =>
      data === 'end' ? null : { value: { event, data } },
    );
  };
  const say = (text: string) => source.enqueue(new TextEncoder().encode(text));
  const settled = () => new Promise(setImmediate);

  it('gives the events of a piece one after the other, and ends with the connection', async () => {
    const events = reader();
    say(': hello\n\nevent: a\ndata: 1\n\ndata: 2\ndata: 3\n\ndata: cut');
    expect(await events.next()).toMatchObject({ done: false, value: { event: 'a', data: '1' } });
    expect(await events.next()).toMatchObject({ done: false, value: { data: '2\n3' } });
    source.close();
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  it('ends with the event that says so, and cancels the request', async () => {
    const events = reader();
    say('data: 1\n\ndata: end\n\ndata: 2\n\n');
    expect(await events.next()).toMatchObject({ value: { data: '1' } });
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
      finish: () => how.push('finish'),
      cancel: () => how.push('cancel'),
    };
    const terms = { signal: new AbortController().signal, call, clock, progress };
    const open = () => new EventReader(response, terms, ({ data }) => ({ value: data }));
    await open().return();
    progress.isOver = true;
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
      progress.isOver = true;
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
      progress.isOver = true;
      const next = events.next();
      clock.advance(END_GRACE_MS - 1);
      say('data: usage\n\n');
      expect(await next).toMatchObject({ value: { data: 'usage' } });
    });

    it('is not kept open by comments', async () => {
      const events = reader();
      progress.isOver = true;
      const next = events.next();
      for (let waitedMs = 0; waitedMs < END_GRACE_MS; waitedMs += 1000) {
        say(': still here\n\n');
        await settled();
        clock.advance(1000);
      }
      expect(await next).toEqual({ done: true, value: undefined });
    });

    it('ends as well when the transport gives up sooner, but not when the connection breaks', async () => {
      const broken = async (code: string) => {
        const events = reader();
        progress.isOver = true;
        source.error(Object.assign(new Error(code), { code }));
        return events.next();
      };
      expect(await broken('UND_ERR_BODY_TIMEOUT')).toEqual({ done: true, value: undefined });
      await expect(broken('ECONNRESET')).rejects.toMatchObject({ code: 'provider.invalid_response' });
    });

    it('gives what had come to a reader who took longer', async () => {
      const events = reader();
      progress.isOver = true;
      say('data: 1\n\n');
      await events.next();
      say('data: usage\n\n');
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
    say('data: late\n\n');
    expect(await next).toMatchObject({ value: { data: 'late' } });
  });
});
