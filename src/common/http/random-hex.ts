import { randomFillSync } from 'node:crypto';

/** Random bytes are drawn so many at once: each draw costs more than all else that an id needs. */
const POOL_BYTES = 4_096;

/** So many random bytes as lower-case hexadecimal digits. */
export type RandomHex = (bytes: number) => string;

/** @param fill puts random bytes into all of a buffer. */
export function createRandomHex(fill: (pool: Buffer) => unknown = randomFillSync): RandomHex {
  const pool = Buffer.allocUnsafeSlow(POOL_BYTES);
  let at = POOL_BYTES;
  return (bytes) => {
    if (at + bytes > POOL_BYTES) {
      fill(pool);
      at = 0;
    }
    at += bytes;
    return pool.toString('hex', at - bytes, at);
  };
}

/** For ids of traces and spans, which are no secrets. */
export const randomHex = createRandomHex();
