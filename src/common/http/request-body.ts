import type { IncomingMessage } from 'node:http';
import { PassThrough, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { GatewayError } from '../errors.js';

const DECODERS: Readonly<Record<string, () => Transform>> = Object.freeze({
  identity: () => new PassThrough(),
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
});

export interface BodyReading {
  /** Counted after decompression. */
  readonly maxBytes: number;
  /** Ends the reading with its reason, which is a `GatewayError`. */
  readonly signal: AbortSignal;
  /** Told the bytes so far, after decompression, before more are read; what it throws ends the reading. */
  readonly onProgress: (bytes: number) => void;
}

/**
 * Reads the whole request body, decompressed when it came as gzip, deflate or br.
 *
 * Not body-parser: after a refusal that one first reads the upload to its end, which an endless one does not have.
 * This reader stops at once and leaves the rest unread, for `refuseEarly` to deal with.
 *
 * Throws `request.too_large` (before reading, when Content-Length says so; else as soon as `maxBytes` is
 * crossed), `request.unsupported_media_type` for another or a stacked content coding, `request.malformed` when
 * the body cannot be decompressed, `client.gone` when the client leaves before the end, and the signal's reason.
 */
export async function readRequestBody(request: IncomingMessage, reading: BodyReading): Promise<Buffer> {
  const { maxBytes, signal } = reading;
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const decoder = createDecoder(request);
  const stop = () => void decoder.destroy(signal.reason as GatewayError);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop);
  try {
    return await collect(request.pipe(decoder), reading);
  } catch (error) {
    throw toReadError(error, request);
  } finally {
    signal.removeEventListener('abort', stop);
    request.unpipe();
    decoder.destroy();
  }
}

/** What stands between the request and its reader; to destroy the request itself would destroy its socket. */
function createDecoder(request: IncomingMessage): Transform {
  const coding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const create = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined;
  if (create === undefined) {
    throw new GatewayError(
      'request.unsupported_media_type',
      'The request body must be sent with at most one content-encoding: gzip, deflate or br.',
    );
  }
  const decoder = create();
  // a pipe does not pass on that its source broke off
  request.once('close', () => {
    if (!request.complete) decoder.destroy(clientGone());
  });
  return decoder;
}

async function collect(source: Transform, { maxBytes, onProgress }: BodyReading): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    byteCount += chunk.length;
    if (byteCount > maxBytes) throw tooLarge(maxBytes);
    onProgress(byteCount);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, byteCount);
}

function toReadError(error: unknown, request: IncomingMessage): GatewayError {
  if (error instanceof GatewayError) return error;
  if (request.destroyed && !request.complete) return clientGone(error);
  const message = 'The request body could not be decompressed as its content-encoding says.';
  return new GatewayError('request.malformed', message, { cause: error });
}

function clientGone(cause?: unknown): GatewayError {
  return new GatewayError('client.gone', 'The client left before its request was complete.', { cause });
}

function tooLarge(maxBytes: number): GatewayError {
  return new GatewayError(
    'request.too_large',
    `The request body is too large: at most ${maxBytes} bytes are accepted, counted after decompression.`,
  );
}
