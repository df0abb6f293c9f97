import { releaseBytes } from './release-bytes.js';

describe('releaseBytes', () => {
  it('gives back what the bytes have to themselves', () => {
    const bytes = Buffer.allocUnsafeSlow(5_000);
    releaseBytes(bytes);
    expect([bytes.byteLength, bytes.buffer.byteLength]).toEqual([0, 0]);
  });

  it.each([
    ['share with others', () => Buffer.allocUnsafeSlow(10_000).subarray(0, 5_000)],
    ['are few', () => Buffer.allocUnsafeSlow(4_000)],
    ['share with threads', () => new Uint8Array(new SharedArrayBuffer(5_000))],
  ])('leaves bytes alone that %s', (_what, create) => {
    const bytes = create();
    const { byteLength } = bytes;
    releaseBytes(bytes);
    expect(bytes.byteLength).toBe(byteLength);
  });
});
