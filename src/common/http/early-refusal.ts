import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { systemClock, type Clock } from '../clock.js';
import { releaseBytes } from '../release-bytes.js';

/** How long and how much a refused upload is still read and thrown away. */
export const LINGER_LIMITS = Object.freeze({
  /** The connection is destroyed when nothing arrived for this long. */
  quietMs: 2_000,
  /** The connection is destroyed after this long in any case. */
  totalMs: 10_000,
  /** The connection is destroyed after this many bytes in any case. */
  maxBytes: 64 * 1024 * 1024,
});

const refusedConnections = new WeakSet<Socket>();

/**
 * Tells whether a request came on a connection on which an earlier one was refused early. It must not be
 * processed (RFC 9112, 9.6), and its answer would be lost.
 */
export function isOnRefusedConnection(request: IncomingMessage): boolean {
  return refusedConnections.has(request.socket);
}

/**
 * To be called before a response is written while its request is still being uploaded; does nothing when the
 * upload is complete. The answer gets `Connection: close`, and the connection is then closed gently (see
 * `lingeringClose`). May be called more than once.
 */
export function refuseEarly(
  request: IncomingMessage,
  response: ServerResponse,
  clock: Clock = systemClock,
): void {
  if (response.headersSent || !isUploading(request)) return;
  response.setHeader('Connection', 'close');
  const { socket } = request;
  refusedConnections.add(socket);
  // after a response with `Connection: close` Node calls this, which by default drops the unread upload
  socket.destroySoon = () => lingeringClose(socket, clock);
}

/**
 * Half-closes a connection and throws away what still arrives, within `LINGER_LIMITS`, so that the client gets to
 * read the answer: a socket that is closed with unread input sends a reset, and a reset takes the answer away
 * from a client that has not read it yet. No further request on the connection is looked at.
 */
export function lingeringClose(socket: Socket, clock: Clock = systemClock): void {
  if (socket.destroyed) return;
  const bytesBefore = socket.bytesRead;
  socket.removeAllListeners('data'); // takes the connection away from the HTTP parser
  socket.on('data', (chunk: Buffer) => {
    // Left to the garbage collector, those of one refused upload pile up to some 60 MB.
    releaseBytes(chunk);
    if (socket.bytesRead - bytesBefore > LINGER_LIMITS.maxBytes) socket.destroy();
  });
  socket.resume();
  socket.end();
  destroyWhenQuiet(socket, clock);
}

function destroyWhenQuiet(socket: Socket, clock: Clock): void {
  const deadlineMs = clock.monotonicMs() + LINGER_LIMITS.totalMs;
  let bytesSeen = socket.bytesRead;
  const check = (): void => {
    if (socket.bytesRead === bytesSeen || clock.monotonicMs() >= deadlineMs) {
      socket.destroy();
      return;
    }
    bytesSeen = socket.bytesRead;
    cancel = clock.setTimer(LINGER_LIMITS.quietMs, check);
  };
  let cancel = clock.setTimer(LINGER_LIMITS.quietMs, check);
  socket.once('close', () => cancel());
}

/** Tells from its head whether a request brings a body. */
export function announcesBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function isUploading(request: IncomingMessage): boolean {
  return announcesBody(request) && !request.complete;
}
