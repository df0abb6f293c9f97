import type { Response } from 'express';
import { systemClock } from '../clock.js';
import { WriteQueue } from './write-queue.js';

/** Characters of one piece: about a millisecond's work. */
const PIECE_CHARACTERS = 64 * 1024;

/**
 * Answers with JSON that is written already; a large one goes out in pieces, while other work has its turn. Status and
 * headers may be set before. A reader who takes nothing for `stallTimeoutMs` is disconnected.
 */
export async function sendJsonText(response: Response, text: string, stallTimeoutMs: number): Promise<void> {
  response.type('json');
  if (text.length <= PIECE_CHARACTERS) {
    response.setTimeout(stallTimeoutMs, () => response.destroy());
    response.send(text);
    return;
  }
  const queue = new WriteQueue(response, stallTimeoutMs, systemClock);
  await queue.writeAll(piecesOf(text));
  queue.end();
}

/** The halves of a surrogate pair stay together: alone, they are no characters. */
function* piecesOf(text: string): Generator<string, void> {
  let start = 0;
  while (start < text.length) {
    const end = start + PIECE_CHARACTERS;
    const isSplit = /[\ud800-\udbff]/.test(text.charAt(end - 1));
    yield text.slice(start, isSplit ? end + 1 : end);
    start = isSplit ? end + 1 : end;
  }
}
