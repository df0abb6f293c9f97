import { setImmediate as whatIsWritten } from 'node:timers/promises';
import type { Response } from 'express';
import { toGatewayError } from '../../common/errors.js';
import { asWritten } from '../../common/written-numbers.js';
import type { PlaceOf } from '../in-own-words.js';
import type { GeneratedChunk } from './answer/generate-stream.js';
import { toGoogleError } from './gemini-errors.js';

/** One of the two forms that a stream has. */
export interface ChunkWire {
  /** What fills a silence. */
  readonly signOfLife: string;
  /** Sends the head, where it is not that of server-sent events. */
  readonly begin: (response: Response) => void;
  /** The answer on the wire. Throws what it fails with, behind the error in Google's words. */
  readonly frames: (chunks: AsyncIterable<GeneratedChunk>, placeOf?: PlaceOf) => AsyncIterable<string>;
}

/**
 * `alt=sse`: an event for each chunk, and none behind the last one. An error stands there twice. First bare, in a piece of
 * its own, as Google writes it: older versions of its SDK, Gemini CLI's among them, know no other, and ask again only for
 * a failure whose status they know. Then as an event, for whoever reads events alone: clients throw for it, or take it for
 * a chunk; where the connection ends behind it, all of them throw.
 * Source: @google/genai, `processStreamResponse`, read 2026-11-29.
 */
export const EVENT_WIRE: ChunkWire = Object.freeze<ChunkWire>({
  signOfLife: ': keep-alive\n\n',
  begin: () => undefined,
  async *frames(chunks, placeOf) {
    try {
      for await (const chunk of chunks) yield `data: ${textOf(chunk)}\n\n`;
    } catch (error) {
      const told = JSON.stringify(toGoogleError(toGatewayError(error), placeOf));
      yield `${told}\n\n`;
      await whatIsWritten();
      yield `data: ${told}\n\n`;
      await whatIsWritten();
      throw error;
    }
  },
});

/** One JSON array, a chunk for each item. It stays open where the answer fails, so that nobody takes it for whole. */
export const ARRAY_WIRE: ChunkWire = Object.freeze<ChunkWire>({
  signOfLife: '\n',
  begin: (response) => {
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'x-accel-buffering': 'no' });
    response.flushHeaders();
  },
  async *frames(chunks, placeOf) {
    let before = '[';
    try {
      for await (const chunk of chunks) {
        yield before + textOf(chunk);
        before = ',\r\n';
      }
    } catch (error) {
      yield before + JSON.stringify(toGoogleError(toGatewayError(error), placeOf));
      await whatIsWritten();
      throw error;
    }
    yield before === '[' ? '[]' : ']';
  },
});

/** On one line, as an event has to be. */
function textOf({ fields, text }: GeneratedChunk): string {
  return text === undefined || /[\r\n]/.test(text) ? JSON.stringify(asWritten(fields)) : text;
}
