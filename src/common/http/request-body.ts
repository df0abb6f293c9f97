import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ByteCollector } from '../byte-collector.js';
import { GatewayError } from '../errors.js';
import { releaseBytes } from '../release-bytes.js';
import { askForBody } from './awaited-body.js';

import { restBetweenPieces } from './small-pieces.js';

/** `null` = it is as it came. */
const DECODERS: Readonly<Record<string, (() => Transform) | null>> = Object.freeze({
  identity: null,
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
});

/** The bounds of reading a request body. Sizes are in bytes. */
export interface BodyReading {
  /** Counted after decompression. */
  readonly maxBytes: number;
  /** Ends the reading with its reason, which is a `GatewayError`. */
  readonly signal: AbortSignal;
  /** Told how much memory the body holds so far, before more is read; what it throws ends the reading. */
  readonly onProgress: (heldBytes: number) => void;
}

/**
 * Reads the whole request body, decompressed when it came as gzip, deflate or br.
 *
 * Not body-parser: after a refusal that one first reads the upload to its end, which an endless one does not have, and
 * it keeps a list of the pieces, of which a body sent byte by byte has millions. This reader stops at once and leaves
 * the rest unread, for `refuseEarly` to deal with.
 *
 * Throws `request.too_large` (before reading, when Content-Length says so; else as soon as `maxBytes` is
 * crossed), `request.unsupported_media_type` for another or a stacked content coding, `request.malformed` when
 * the body cannot be decompressed, `client.gone` when the client leaves before the end, and the signal's reason.
 */
export async function readRequestBody(request: IncomingMessage, reading: BodyReading): Promise<Buffer> {
  const { maxBytes, signal } = reading;
  const declaredBytes = Number(request.headers['content-length'] ?? 0);
  if (declaredBytes > maxBytes) throw tooLarge(maxBytes);
  const decoder = createDecoder(request);
  askForBody(request);
  const end = new AbortController();
  const stop = () => end.abort(signal.reason);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop);
  const leave = () => {
    if (!request.complete) end.abort(clientGone());
  };
  request.once('close', leave);
  let rest = () => undefined as void;
  // Unpacked, it may become anything.
  const body = new ByteCollector(maxBytes, decoder ? maxBytes : declaredBytes || maxBytes);
  try {
    const whole = collect(decoder ? request.pipe(decoder) : request, { body, end: end.signal, ...reading });
    rest = restBetweenPieces(request);
    return await whole;
  } catch (error) {
    body.release();
    throw toReadError(error, request);
  } finally {
    signal.removeEventListener('abort', stop);
    request.off('close', leave);
    rest();
    request.unpipe();
    request.pause();
    decoder?.destroy();
  }
}

/** What stands between a packed request and its reader; `null` = nothing has to. */
function createDecoder(request: IncomingMessage): Transform | null {
  const coding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const create = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined;
  if (create === undefined) {
    throw new GatewayError(
      'request.unsupported_media_type',
      'The request body must be sent with at most one content-encoding: gzip, deflate or br.',
    );
  }
  return create === null ? null : create();
}

interface CollectedReading extends BodyReading {
  readonly body: ByteCollector;
  /** Ends the reading with its reason. */
  readonly end: AbortSignal;
}

/** By events: an iterator takes ten times as long for a piece, and a body may come in pieces of one byte. */
function collect(source: Readable, reading: CollectedReading): Promise<Buffer> {
  const { body, end, maxBytes, onProgress } = reading;
  let heldBytes = 0;
  return new Promise<Buffer>((resolve, reject) => {
    const settle = (report: () => void) => {
      source.off('data', take).off('end', finish).off('error', fail);
      end.removeEventListener('abort', leave);
      report();
    };
    const fail = (error: Error) => settle(() => reject(error));
    const leave = () => fail(end.reason as Error);
    const finish = () => settle(() => resolve(body.whole()));
    const take = (piece: Buffer) => {
      try {
        if (body.length + piece.byteLength > maxBytes) throw tooLarge(maxBytes);
        body.add(piece);
        releaseBytes(piece);
        if (body.heldBytes > heldBytes) onProgress((heldBytes = body.heldBytes));
      } catch (error) {
        fail(error as Error);
      }
    };
    if (end.aborted) {
      reject(end.reason as Error);
      return;
    }
    end.addEventListener('abort', leave);
    source.on('data', take).on('end', finish).on('error', fail);
  });
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
