import type { ServerResponse } from 'node:http';
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

/** The names of the getters that an object has of its own, and not of its class, and those in what it holds. */
function ownGetters(value: unknown, name = 'stream', seen = new Set<unknown>()): string[] {
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  return Object.entries(Object.getOwnPropertyDescriptors(value)).flatMap(([key, property]) => {
    const inside = `${name}.${key}`;
    return 'get' in property ? [inside] : ownGetters(property.value, inside, seen);
  });
}

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

  // Each would keep all of a stream that is over until the whole heap is collected.
  it('has no getter but those of classes', () => {
    const { stream } = opened();
    stream.write(Buffer.from('one'));
    expect(ownGetters(stream)).toEqual([]);
  });
});
