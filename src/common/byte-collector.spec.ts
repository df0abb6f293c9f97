import fc from 'fast-check';
import { ByteCollector } from './byte-collector.js';

describe('ByteCollector', () => {
  it('joins pieces of any size to what came', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50_000 }), { maxLength: 12 }), (pieces) => {
        const collector = new ByteCollector(1_000_000);
        for (const piece of pieces) collector.add(piece);
        expect(collector.whole().equals(Buffer.concat(pieces))).toBe(true);
      }),
    );
  });

  it('holds at most twice what came, however small the pieces are', () => {
    const collector = new ByteCollector(10_000_000);
    const piece = Buffer.from('x');
    for (let count = 0; count < 100_000; count += 1) collector.add(piece);
    expect([collector.length, collector.heldBytes <= 200_000]).toEqual([100_000, true]);
  });

  it('keeps nothing of the buffers that the pieces came in', () => {
    const socketBuffer = Buffer.alloc(65_536, 'a');
    const collector = new ByteCollector(100);
    collector.add(socketBuffer.subarray(0, 3));
    socketBuffer.fill('b');
    expect(collector.whole().toString()).toBe('aaa');
  });

  it('holds no more memory than it may, and refuses a byte more', () => {
    const collector = new ByteCollector(100_000);
    collector.add(Buffer.alloc(60_000));
    collector.add(Buffer.alloc(40_000));
    expect(collector.heldBytes).toBe(100_000);
    expect(() => collector.add(Buffer.alloc(1))).toThrow(RangeError);
  });

  it('grows no further than to what is announced, until more has come', () => {
    const collector = new ByteCollector(1_000_000, 100_000);
    for (let count = 0; count < 10; count += 1) collector.add(Buffer.alloc(10_000));
    expect(collector.heldBytes).toBe(100_000);
    collector.add(Buffer.alloc(1));
    expect(collector.heldBytes).toBe(200_000);
  });
});
