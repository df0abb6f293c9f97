import type { Response } from 'express';
import { systemClock } from '../clock.js';
import { isSmallJson, jsonPieces } from '../json-pieces.js';
import { asWritten } from '../written-numbers.js';
import { WriteQueue } from './write-queue.js';

/**
 * Answers with JSON; a large one goes out in pieces, while other work has its turn. Status and headers may be set before.
 * A reader who takes nothing for `stallTimeoutMs` is disconnected.
 */
export async function sendJson(response: Response, body: unknown, stallTimeoutMs: number): Promise<void> {
  if (isSmallJson(body)) {
    // Node looks at the progress of what is being written, so only a reader who takes nothing is cut off.
    response.setTimeout(stallTimeoutMs, () => response.destroy());
    response.json(asWritten(body));
    return;
  }
  const queue = new WriteQueue(response, stallTimeoutMs, systemClock);
  response.type('json');
  await queue.writeAll(jsonPieces(body));
  queue.end();
}
