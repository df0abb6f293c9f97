import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { createConnector } from './undici-parts.js';

type Done = (error?: NodeJS.ErrnoException | null) => void;

const IS_SENDING = Symbol('is sending');

/** A connection that knows whether all that was written to it has left this process. */
interface SendingSocket extends Socket {
  [IS_SENDING]?: boolean;
}

/** How a write fails once the other side is gone. */
const GONE: ReadonlySet<string | undefined> = new Set(['EPIPE', 'ECONNRESET']);

/** Failures of connections that broke while something was on its way out. */
const whileSending = new WeakSet<Error>();

/** Whether a connection broke before all of a request had left: nobody has read that to its end. */
export function brokeWhileSending(error: Error): boolean {
  return whileSending.has(error);
}

/**
 * Connects as undici does, to providers who may answer before they have read a request, and close: what they said is read
 * though the rest can no longer be sent. Node ends a connection by its first failed write, with an answer that has come.
 */
export function connectToUpstream(options: buildConnector.BuildOptions): buildConnector.connector {
  const connect = createConnector(options);
  return (target, callback) =>
    connect(target, (...[error, socket]) => {
      if (error) callback(error, null);
      else callback(null, Object.assign(socket, SENDING));
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
const SENDING = {
  _write(this: SendingSocket, piece: unknown, encoding: BufferEncoding, done: Done): void {
    const { _write: write } = stepsOf(this);
    write.call(this, piece, encoding, onceReadOut(this, done));
  },
  _writev(this: SendingSocket, pieces: Pieces, done: Done): void {
    const { _writev: write } = stepsOf(this);
    write.call(this, pieces, onceReadOut(this, done));
  },
  _destroy(this: SendingSocket, error: Error | null, done: Done): void {
    if (error && this[IS_SENDING]) whileSending.add(error);
    const { _destroy: destroy } = stepsOf(this);
    destroy.call(this, error, done);
  },
};

function stepsOf(socket: Socket): Steps {
  return Object.getPrototypeOf(socket) as Steps;
}

/** Tells that a write has failed only when nothing more can be read. */
function onceReadOut(socket: SendingSocket, done: Done): Done {
  const readBefore = socket.bytesRead;
  socket[IS_SENDING] = true;
  return (error) => {
    if (!error) socket[IS_SENDING] = false;
    if (!error || !GONE.has(error.code) || socket.destroyed) {
      done(error);
      return;
    }
    const fail = () => {
      socket.off('end', ended).off('close', fail);
      done(error);
    };
    // An answer that goes on to the end of its connection is whole when all others have heard of that.
    const ended = () => (socket.bytesRead === readBefore ? fail() : void setImmediate(fail));
    socket.once('end', ended).once('close', fail);
  };
}
