import type { IncomingMessage } from 'node:http';

/* oxlint-disable no-underscore-dangle -- by this name Node asks a request to read on */

/** A millisecond of work, more or less. */
const PIECES_PER_TURN = 1_000;

/**
 * Lets other work have its turn while a body comes in very many pieces. Node reads a connection that is faster than
 * itself up to 32 times in a row, 64 KiB each, and a piece of one byte takes six of them: 300,000 pieces, a second in
 * which nothing else moves. Here the connection is read once more after each turn. To be called once the body has its
 * reader; returns what ends it.
 */
export function restBetweenPieces(request: IncomingMessage): () => void {
  const { socket } = request;
  const readOn = request._read.bind(request);
  let pieces = 0;
  let isResting = false;
  const goOn = () => {
    [pieces, isResting] = [0, false];
    readOn(0);
  };
  // Node starts the connection anew whenever the request has room, which is with each piece.
  request._read = (size) => {
    if (!isResting) readOn(size);
  };
  const count = () => {
    pieces += 1;
    if (isResting || pieces < PIECES_PER_TURN) return;
    isResting = true;
    socket.pause();
    setImmediate(goOn);
  };
  request.on('data', count);
  return () => {
    request.off('data', count);
    request._read = readOn;
  };
}
