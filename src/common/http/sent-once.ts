/**
 * A large body on its way out: undici keeps what it was given for as long as the answer takes, and a stream takes long.
 * It is sent with its length, in one piece.
 */
export class SentOnce implements Iterable<Buffer>, Iterator<Buffer> {
  private body: Buffer | null;
  readonly byteLength: number;

  constructor(body: Buffer) {
    this.body = body;
    this.byteLength = body.byteLength;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<Buffer> {
    const { body } = this;
    this.body = null;
    return body === null ? { done: true, value: undefined } : { done: false, value: body };
  }
}

/** A smaller one is cheaper to keep than to be let go. */
const LARGE_BYTES = 32 * 1024;

/** `null` = it may be kept. */
export function sentOnce(body: string | Buffer | undefined): SentOnce | null {
  // A text of so many letters has so many bytes at least.
  if (body === undefined || body.length < LARGE_BYTES) return null;
  return new SentOnce(typeof body === 'string' ? Buffer.from(body) : body);
}
