import type { ServerResponse } from 'node:http';

/** The text of more, and again with the head, is garbage that costs more than a second piece. */
const MAX_TEXT_BYTES = 4 * 1024;

/**
 * Hands a piece of an answer to the system at once: by itself Node does so in a step of its own.
 * @param piece as a text of one byte a letter it is joined with the head, where that has not gone out: see `besideHead`.
 * @param written called once the system has it.
 */
export function writeAtOnce(response: ServerResponse, piece: Buffer | string, written?: () => void): void {
  const { socket } = response;
  socket?.cork();
  if (typeof piece === 'string') response.write(piece, 'latin1', written);
  else response.write(piece, written);
  socket?.uncork();
}

/**
 * Makes the head of an answer one text. Node puts it together from sixty pieces, and keeps it for as long as the answer
 * takes: V8 joins them once a letter is asked for, and lets them go.
 */
export function joinHead(response: ServerResponse): void {
  const { _header: head } = response as { readonly _header?: string | null };
  head?.charCodeAt(0);
}

/** The first bytes of an answer, so that they go out in one piece with its head: two of them cost more. */
export function besideHead(bytes: Buffer): Buffer | string {
  return bytes.length > MAX_TEXT_BYTES ? bytes : bytes.toString('latin1');
}
