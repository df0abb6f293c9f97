import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { createConnector } from './undici-parts.js';

type Done = (error?: NodeJS.ErrnoException | null) => void;

/** How a write fails once the other side is gone. */
const GONE: ReadonlySet<string | undefined> = new Set(['EPIPE', 'ECONNRESET']);

/** Failures of connections that never stood, or broke while something was on its way out. */
const whileSending = new WeakSet<Error>();

/** Whether a connection broke, or never stood, before all of a request had left: nobody has read that to its end. */
export function brokeWhileSending(error: Error): boolean {
  return whileSending.has(error);
}

/** As much as the system is asked for at once; a place for all connections, as what one of them read is told at once. */
const READ = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Small pieces share blocks of this size: who keeps one piece keeps its block. Not those of Node, of 64 KiB: they hold the
 * bodies of requests, too, which a stream that is held open keeps, and the sooner one is full, the fewer share it.
 */
const BLOCK_BYTES = 8 * 1024;
let block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
let usedBytes = 0;

function memoryOf(length: number): Buffer {
  if (length > BLOCK_BYTES / 2) return Buffer.allocUnsafeSlow(length);
  if (usedBytes + length > BLOCK_BYTES) {
    block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    usedBytes = 0;
  }
  usedBytes += length;
  return block.subarray(usedBytes - length, usedBytes);
}

/**
 * Node would take 64 KiB for each read, and make an object that its collector has to follow of what came. Most reads
 * bring less than 1 KiB: such a piece costs less copied into memory that small ones share.
 */
const READING = {
  buffer: READ,
  callback(this: Socket, length: number, bytes: Uint8Array) {
    const piece = memoryOf(length);
    piece.set(length === bytes.length ? bytes : bytes.subarray(0, length));
    return this.push(piece);
  },
};

/** Connects as undici does, without HTTP/2, to be read out. */
export function connectToUpstream(options: buildConnector.BuildOptions): buildConnector.connector {
  // what undici hands on to Node; its types leave it out
  const all = { ...options, allowH2: false, onread: READING };
  return readOut(createConnector(all));
}

/**
 * Providers may answer before they have read a request, and close: what they said is read though the rest can no longer
 * be sent. Node ends a connection by its first failed write, with an answer that has come.
 */
export function readOut(connect: buildConnector.connector): buildConnector.connector {
  return (target, callback) =>
    connect(target, (...[error, socket]) => {
      if (error) {
        whileSending.add(error);
        callback(error, null);
      } else callback(null, Object.assign(socket, READ_OUT));
    });
}

type Pieces = readonly { readonly chunk: unknown; readonly encoding: BufferEncoding }[];

/** What Node's streams ask of a connection. */
interface Steps {
  readonly _write: (this: Socket, piece: unknown, encoding: BufferEncoding, done: Done) => void;
  readonly _writev: (this: Socket, pieces: Pieces, done: Done) => void;
  readonly _destroy: (this: Socket, error: Error | null, done: Done) => void;
}

/** Before those of its class. */
const READ_OUT: Steps = {
  _write(piece, encoding, done) {
    const { _write: write } = stepsOf(this);
    write.call(this, piece, encoding, onceReadOut(this, done));
  },
  _writev(pieces, done) {
    const { _writev: write } = stepsOf(this);
    write.call(this, pieces, onceReadOut(this, done));
  },
  _destroy(error, done) {
    // Node counts what was written until the system has it.
    if (error && this.writableLength > 0) whileSending.add(error);
    const { _destroy: destroy } = stepsOf(this);
    destroy.call(this, error, done);
  },
};

function stepsOf(socket: Socket): Steps {
  return Object.getPrototypeOf(socket) as Steps;
}

/** Tells that a write has failed only when nothing more can be read. */
function onceReadOut(socket: Socket, done: Done): Done {
  return (error) => {
    if (!error) {
      done();
      return;
    }
    // Node counts it no more once it is told.
    whileSending.add(error);
    if (!GONE.has(error.code) || socket.destroyed) {
      done(error);
      return;
    }
    const fail = () => {
      socket.off('end', fail).off('close', fail);
      done(error);
    };
    socket.once('end', fail).once('close', fail);
  };
}
