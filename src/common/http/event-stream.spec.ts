import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ManualClock } from '../testing/manual-clock.js';
import { sendEventStream, type ServerSentEvent } from './event-stream.js';

async function* eventsOf(...events: readonly ServerSentEvent[]): AsyncGenerator<ServerSentEvent> {
  yield* events;
}

describe('sendEventStream', () => {
  let server: Server;
  let clock: ManualClock;

  beforeEach(async () => {
    clock = new ManualClock();
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));

  /** The caller's end of one exchange, and how the sending ended: `undefined`, or what it failed with. */
  async function send(
    events: AsyncIterable<ServerSentEvent>,
    options: { readonly signOfLife?: string | (() => string) } = {},
  ): Promise<{
    incoming: IncomingMessage;
    ended: Promise<unknown>;
  }> {
    let settle: (end: unknown) => void = () => {};
    const ended = new Promise<unknown>((resolve) => (settle = resolve));
    server.once('request', (_, response) => {
      sendEventStream(response, events, { stallTimeoutMs: 60_000, clock, ...options }).then(settle, settle);
    });
    const incoming = await new Promise<IncomingMessage>((resolve) =>
      get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }, resolve),
    );
    return { incoming, ended };
  }

  async function textOf(incoming: IncomingMessage): Promise<string> {
    let text = '';
    for await (const piece of incoming.setEncoding('utf8')) text += piece as string;
    return text;
  }

  it('sends each event as one frame of one line of JSON, and ends when all are sent', async () => {
    const lines = { text: 'two\nlines, \r\n\r\n and "quotes" \u2028' };
    const { incoming, ended } = await send(
      eventsOf({ event: 'delta', data: lines }, { event: 'done', data: { n: 1 } }),
    );
    expect(await textOf(incoming)).toBe(
      `event: delta\ndata: ${JSON.stringify(lines)}\n\nevent: done\ndata: {"n":1}\n\n`,
    );
    expect(await ended).toBeUndefined();
  });

  it('sends a large event in pieces, each once there is room for it', async () => {
    const large = { text: '"Ä"\n'.repeat(1_000_000) };
    let most = 0;
    server.once('request', (_, response: ServerResponse) => {
      const write = response.write.bind(response) as (...args: unknown[]) => boolean;
      response.write = (...args: unknown[]) => {
        const isTaken = write(...args);
        most = Math.max(most, response.writableLength);
        return isTaken;
      };
    });
    const { incoming, ended } = await send(
      eventsOf({ event: 'done', data: large }, { event: 'delta', data: 1 }),
    );
    expect(
      (await textOf(incoming)) === `event: done\ndata: ${JSON.stringify(large)}\n\nevent: delta\ndata: 1\n\n`,
    ).toBe(true);
    expect(await ended).toBeUndefined();
    expect(most).toBeLessThan(600_000);
  });

  it('tells every proxy on the way to neither store nor gather it', async () => {
    const { incoming } = await send(eventsOf());
    expect(incoming.statusCode).toBe(200);
    expect(incoming.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    await textOf(incoming);
  });

  it('takes no event while more than a few kilobytes wait for the reader', async () => {
    let taken = 0;
    let most = 0;
    let response: ServerResponse | null = null;
    server.once('request', (_, answering: ServerResponse) => (response = answering));
    async function* events(): AsyncGenerator<ServerSentEvent> {
      for (; taken < 100_000; taken++) {
        most = Math.max(most, response?.writableLength ?? 0);
        yield { event: 'delta', data: 'x'.repeat(200) };
      }
    }
    const { incoming, ended } = await send(events());
    incoming.pause();
    for (let before = -1; before < taken;) {
      before = taken;
      for (let turn = 0; turn < 200; turn++) await nextTurn();
    }
    expect(taken).toBeLessThan(100_000);
    expect(most).toBeLessThanOrEqual(4_096);
    incoming.destroy();
    expect(await ended).toBeUndefined();
  });

  it('sends an event at once, while the next is still to come', async () => {
    let release = () => {};
    const secondMayCome = new Promise<void>((resolve) => (release = resolve));
    async function* events(): AsyncGenerator<ServerSentEvent> {
      yield { event: 'delta', data: 1 };
      await secondMayCome;
      yield { event: 'done', data: 2 };
    }
    const { incoming } = await send(events());
    const first = await new Promise((resolve) => incoming.setEncoding('utf8').once('data', resolve));
    expect(first).toBe('event: delta\ndata: 1\n\n');
    release();
    expect(await textOf(incoming)).toBe('event: done\ndata: 2\n\n');
  });

  it.each([
    ['comments', {}, ': keep-alive\n\n'],
    ['what the wire has for it', { signOfLife: 'event: ping\ndata: {}\n\n' }, 'event: ping\ndata: {}\n\n'],
    ['what is made for it', { signOfLife: () => 'data: 1\n\n' }, 'data: 1\n\n'],
  ])('fills long silences with %s, and stops when the answer is over', async (_, options, sign) => {
    let release = () => {};
    const mayEnd = new Promise<void>((resolve) => (release = resolve));
    async function* events(): AsyncGenerator<ServerSentEvent> {
      yield { event: 'delta', data: 1 };
      await mayEnd;
      yield { event: 'done', data: 2 };
    }
    const { incoming, ended } = await send(events(), options);
    const first = await new Promise((resolve) => incoming.setEncoding('utf8').once('data', resolve));
    expect(first).toBe('event: delta\ndata: 1\n\n');
    clock.advance(14_999);
    clock.advance(15_001);
    release();
    const rest = await textOf(incoming);
    await ended;
    expect(rest).toBe(`${sign}${sign}event: done\ndata: 2\n\n`);
    expect(clock.pendingTimers).toBe(0);
  });

  describe('to a reader that does not read', () => {
    const EVENT = { event: 'delta', data: 'x'.repeat(10_000) };
    let takenCount: number;
    let wasLeft: Promise<string>;

    function endlessEvents(): AsyncGenerator<ServerSentEvent> {
      let leave: (how: string) => void = () => {};
      takenCount = 0;
      wasLeft = new Promise((resolve) => (leave = resolve));
      return (async function* () {
        try {
          for (;;) {
            takenCount += 1;
            yield EVENT;
          }
        } finally {
          leave('left early');
        }
      })();
    }

    /** Resolves once no more events are taken, however often the loop goes round. */
    async function untilItStalls(): Promise<number> {
      for (let quietTurns = 0, seen = 0; quietTurns < 200; quietTurns += 1) {
        await nextTurn();
        if (takenCount !== seen) quietTurns = 0;
        seen = takenCount;
      }
      return takenCount;
    }

    it('takes no more events than fit on the way', async () => {
      const { incoming } = await send(endlessEvents());
      incoming.pause();
      const stalledAt = await untilItStalls();
      expect(stalledAt * EVENT.data.length).toBeLessThan(16 * 1024 * 1024);
      incoming.destroy();
      await wasLeft;
    });

    it('leaves the iteration, and ends, when that reader leaves', async () => {
      const { incoming, ended } = await send(endlessEvents());
      incoming.pause();
      await untilItStalls();
      incoming.destroy();
      expect(await wasLeft).toBe('left early');
      expect(await ended).toBeUndefined();
    });
  });

  it('disconnects a reader that takes nothing for the time it has', async () => {
    async function* events(): AsyncGenerator<ServerSentEvent> {
      for (;;) yield { event: 'delta', data: 'x'.repeat(100_000) };
    }
    const { incoming, ended } = await send(events());
    const cut = new Promise((resolve) => incoming.once('error', resolve));
    incoming.pause();
    while (clock.pendingTimers < 2) await nextTurn();
    clock.advance(60_000);
    expect(await ended).toBeUndefined();
    incoming.resume();
    await cut;
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves the iteration at its first event when the reader had left before', async () => {
    let wasLeft = false;
    async function* events(): AsyncGenerator<ServerSentEvent> {
      try {
        for (;;) yield { event: 'delta', data: 1 };
      } finally {
        wasLeft = true;
      }
    }
    const arrived = new Promise<ServerResponse>((resolve) =>
      server.once('request', (_, res) => resolve(res)),
    );
    const client = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
    client.on('error', () => client.destroy());
    const response = await arrived;
    const closed = new Promise((resolve) => response.once('close', resolve));
    client.destroy();
    await closed;
    await sendEventStream(response, events(), { stallTimeoutMs: 60_000 });
    expect(wasLeft).toBe(true);
  });

  it('does not end well when the events themselves fail', async () => {
    const failure = new Error('the events failed');
    async function* events(): AsyncGenerator<ServerSentEvent> {
      yield { event: 'delta', data: 1 };
      throw failure;
    }
    const { incoming, ended } = await send(events());
    expect(await ended).toBe(failure);
    expect(incoming.complete).toBe(false);
  });
});
