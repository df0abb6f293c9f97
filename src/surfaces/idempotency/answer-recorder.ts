import type { ServerResponse } from 'node:http';
import { ByteCollector } from '../../common/byte-collector.js';

/** Told of all that was written, its last bytes included, which wait for it; `null` = that is more than is kept. */
type BeforeEnd = (body: Buffer | null) => Promise<void>;
type Encoded = readonly [encoding?: unknown, callback?: unknown];

/**
 * Takes down what is written to a response, and holds its end back until the answer is kept: whoever has a whole answer
 * finds it again.
 *
 * @param beforeEnd never rejects.
 */
export function recordAnswer(response: ServerResponse, maxBytes: number, beforeEnd: BeforeEnd): void {
  const write = response.write.bind(response) as (chunk: unknown, ...rest: Encoded) => boolean;
  const end = response.end.bind(response) as (chunk: unknown, ...rest: Encoded) => ServerResponse;
  const written = new WrittenBytes(maxBytes);
  let isEnding = false;
  response.write = ((chunk: unknown, ...rest: Encoded) => {
    written.add(chunk, rest[0]);
    return write(chunk, ...rest);
  }) as ServerResponse['write'];
  response.end = ((chunk?: unknown, ...rest: Encoded) => {
    if (isEnding) return response;
    isEnding = true;
    written.add(chunk, rest[0]);
    void beforeEnd(written.whole()).then(() => end(chunk, ...rest));
    return response;
  }) as ServerResponse['end'];
}

class WrittenBytes {
  private readonly bytes: ByteCollector;
  private isTooLarge = false;

  constructor(private readonly maxBytes: number) {
    this.bytes = new ByteCollector(maxBytes, 0);
  }

  add(chunk: unknown, encoding: unknown): void {
    if (this.isTooLarge) return;
    const piece = toBytes(chunk, encoding);
    if (piece === null) return;
    if (this.bytes.length + piece.byteLength > this.maxBytes) this.isTooLarge = true;
    else this.bytes.add(piece);
  }

  whole(): Buffer | null {
    return this.isTooLarge ? null : this.bytes.whole();
  }
}

function toBytes(chunk: unknown, encoding: unknown): Uint8Array | null {
  if (typeof chunk === 'string') {
    return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
  }
  return chunk instanceof Uint8Array ? chunk : null;
}
