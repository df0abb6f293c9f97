import type { ServerResponse } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { garbageCollector } from '../common/testing/garbage-collector.js';
import { ManualClock } from '../common/testing/manual-clock.js';
import { QuickStream } from './quick-stream.js';

const STALL_MS = 30_000;

/** Knows whether something was left to a later step. */
class FakeSocket {
  isCorked = false;
  isToWait = false;

  cork(): void {
    this.isCorked = true;
  }

  uncork(): void {
    this.isCorked = false;
  }
}

/** What a response does for a stream; `take` is the reader's. */
class FakeResponse {
  chunkedEncoding = true;
  destroyed = false;
  writableLength = 0;
  readonly written: string[] = [];
  private readonly callbacks: (() => void)[] = [];

  readonly socket = new FakeSocket();
  isEnded = false;

  write(piece: Buffer | string, ...more: readonly unknown[]): boolean {
    this.written.push(piece.toString('latin1' as never));
    this.socket.isToWait ||= !this.socket.isCorked;
    this.writableLength += piece.length;
    const callback = more.at(-1) as (() => void) | undefined;
    if (callback) this.callbacks.push(callback);
    return true;
  }

  end(): void {
    this.isEnded = true;
  }

  destroy(): void {
    this.destroyed = true;
  }

  take(): void {
    this.writableLength = 0;
    for (const callback of this.callbacks.splice(0)) callback();
  }
}

function opened() {
  const clock = new ManualClock();
  const response = new FakeResponse();
  let rooms = 0;
  const tools = { clock, stallTimeoutMs: STALL_MS };
  const stream = new QuickStream(response as unknown as ServerResponse, tools, () => (rooms += 1));
  return { clock, response, stream, rooms: () => rooms };
}

const STREAMS = 50;
const TRIES = 8;
const HELD_BYTES = 64 * 1024;

/** How many of some streams that are over live on when V8 has collected what is young. */
async function streamsLeftAlone(): Promise<number> {
  const collect = garbageCollector();
  collect({ type: 'major', execution: 'sync' }); // or one might begin meanwhile, and keep what it has seen
  const before = process.memoryUsage().arrayBuffers;
  for (let at = 0; at < STREAMS; at += 1) {
    const { response, stream } = opened();
    Object.assign(response, { held: new ArrayBuffer(HELD_BYTES) });
    stream.write(Buffer.from('one'));
    await endOfTurn();
    stream.end([Buffer.from('two')]);
    response.take();
  }
  // What one of them frees is counted with the next.
  for (let time = 0; time < 3; time += 1) collect({ type: 'minor', execution: 'sync' });
  return (process.memoryUsage().arrayBuffers - before) / HELD_BYTES;
}

const endOfTurn = () => new Promise<void>((resolve) => process.nextTick(resolve));

describe('QuickStream', () => {
  it('writes each piece at once, as a chunk of its own', () => {
    const { response, stream } = opened();
    expect([stream.write(Buffer.from('one ')), stream.write(Buffer.from('seventeen letters'))]).toEqual([
      true,
      true,
    ]);
    expect(response.written).toEqual(['4\r\none \r\n', '11\r\nseventeen letters\r\n']);
    expect(response.socket.isToWait).toBe(false);
  });

  it('ends with its last pieces and the last chunk together', () => {
    const { response, stream } = opened();
    stream.end([Buffer.from('one '), Buffer.from('two')]);
    expect(response.written).toEqual(['7\r\none two\r\n0\r\n\r\n']);
    expect(response.isEnded).toBe(true);
  });

  it('leaves its chunks to the response where the usual way goes on', () => {
    const { response, stream } = opened();
    expect(response.chunkedEncoding).toBe(false);
    stream.leave();
    expect(response.chunkedEncoding).toBe(true);
  });

  it('has no room while more than 16 KiB wait, and says when it has again', () => {
    const { response, stream, rooms } = opened();
    const half = Buffer.alloc(9 * 1024, 'x');
    expect([stream.write(half), stream.write(half)]).toEqual([true, false]);
    expect(rooms()).toBe(0);
    response.take();
    expect(rooms()).toBe(1);
    expect(stream.write(half)).toBe(true);
  });

  it('does not stop where a piece fills the 16 KiB but for the line ends around it', () => {
    const { clock, response, stream, rooms } = opened();
    stream.write(Buffer.alloc(8 * 1024));
    const hasRoom = stream.write(Buffer.alloc(16 * 1024 - response.writableLength));
    response.take();
    clock.advance(STALL_MS);
    expect([hasRoom || rooms() === 1, response.destroyed]).toEqual([true, false]);
  });

  it('disconnects a reader who takes nothing for too long, and writes nothing more', () => {
    const { clock, response, stream } = opened();
    stream.write(Buffer.alloc(20 * 1024));
    clock.advance(STALL_MS);
    expect(response.destroyed).toBe(true);
    expect(stream.write(Buffer.from('more'))).toBe(true);
    expect(response.written).toHaveLength(1);
  });

  it('leaves nothing behind for a collection of the whole heap, once it is over', async () => {
    // A whole collection that V8 begins meanwhile keeps all of a try, and where the heap of this process is full, it
    // begins one in each. What a stream leaves behind, it leaves in every one.
    setFlagsFromString('--no-incremental-marking');
    const tries: number[] = [];
    try {
      while (tries.length < TRIES && !tries.some((left) => left < STREAMS / 2))
        tries.push(await streamsLeftAlone());
    } finally {
      setFlagsFromString('--incremental-marking');
    }
    expect(Math.min(...tries)).toBeLessThan(STREAMS / 2);
  });
});
