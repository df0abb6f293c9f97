import { pipeline, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import type { PieceSource } from './answer-receiver.js';

const DECODERS: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
  ['zstd', createZstdDecompress],
]);

/**
 * Names that stand for no coding: servers behind Next.js say `none` to keep a proxy from packing their events, others
 * name their charset here. Clients that come with a language read such bodies as they are.
 */
const NO_CODINGS: ReadonlySet<string> = new Set(['', 'identity', 'none', 'utf-8', 'utf8']);

/**
 * The same body without its content coding. The gateway asks for none; some servers, and proxies before them, pack all
 * the same. One that is not known, or several at once, fail as the first piece is read.
 */
export function unpacked(source: PieceSource, contentEncoding: string | null): PieceSource {
  const coding = contentEncoding?.trim().toLowerCase() ?? '';
  if (NO_CODINGS.has(coding)) return source;
  const decoder = DECODERS.get(coding);
  return decoder ? through(source, decoder()) : unreadable(source);
}

function through(source: PieceSource, decoder: Transform): PieceSource {
  // What went wrong is told to the reader.
  pipeline(piecesOf(source), decoder, () => undefined);
  const pieces: AsyncIterator<Buffer, undefined> = decoder[Symbol.asyncIterator]();
  let isCancelled = false;
  return {
    async read() {
      try {
        const { value } = await pieces.next();
        return value ?? null;
      } catch (error) {
        if (isCancelled) return null;
        throw error;
      }
    },
    finish() {
      isCancelled = true;
      source.finish();
      decoder.destroy();
    },
    cancel() {
      isCancelled = true;
      source.cancel();
      decoder.destroy();
    },
  };
}

async function* piecesOf(source: PieceSource): AsyncGenerator<Uint8Array> {
  for (let piece = await source.read(); piece !== null; piece = await source.read()) yield piece;
}

function unreadable(source: PieceSource): PieceSource {
  return {
    async read() {
      source.cancel();
      throw new Error('a content coding that was not asked for');
    },
    finish: () => source.cancel(),
    cancel: () => source.cancel(),
  };
}
