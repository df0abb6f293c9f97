import type { EventSourceMessage } from 'eventsource-parser';
import { isOtherThanEvents, type UpstreamResponse } from '../../common/http/upstream-answer.js';
import { EventReader, type StreamTerms } from '../upstream/event-reader.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import { guarded } from '../upstream/upstream-http.js';
import { isObject } from '../upstream/wire-fields.js';
import { fromOtherAnswer, fromWireError } from './openai-compatible-failure.js';

/** Says that all has been said; what comes behind it is not read. */
const DONE = '[DONE]';

/**
 * The chunks of a streamed answer. Leaving early cancels the request.
 * @throws GatewayError what came in place of a stream.
 */
export async function openChunks(
  response: UpstreamResponse,
  terms: StreamTerms,
): Promise<AsyncIterable<unknown>> {
  const { signal, call } = terms;
  if (!isOtherThanEvents(response.headers))
    return new EventReader(response, terms, (event) => chunkIn(event, call));
  throw fromOtherAnswer(await guarded(signal, call, () => response.text()), call);
}

function chunkIn({ event, data }: EventSourceMessage, call: UpstreamCall): { value: unknown } | null {
  if (data.trim() === DONE) return null;
  const value = parse(data, call);
  if (event === 'error') throw fromWireError(null, errorIn(value), call);
  return { value };
}

function parse(data: string, call: UpstreamCall): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch (error) {
    throw invalidResponse('its stream is not readable', call, error);
  }
}

function errorIn(chunk: unknown): object | null {
  if (!isObject(chunk)) return null;
  return isObject(chunk['error']) ? chunk['error'] : chunk;
}
