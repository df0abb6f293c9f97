import type { UpstreamResponse } from '../../common/http/upstream-answer.js';
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
  if (!isOtherType(response)) return new ChunkReader(new EventReader(response, terms), terms.call);
  const { signal, call } = terms;
  throw fromOtherAnswer(await guarded(signal, call, () => response.text()), call);
}

/** Some servers name no type for a stream, or an odd one; these two are none. */
function isOtherType({ headers }: UpstreamResponse): boolean {
  return /^(application\/json|text\/html)\b/i.test(headers.get('content-type') ?? '');
}

/** The JSON in each event, as it comes. */
class ChunkReader implements AsyncIterableIterator<unknown, undefined> {
  constructor(
    private readonly events: EventReader,
    private readonly call: UpstreamCall,
  ) {}

  async next(): Promise<IteratorResult<unknown, undefined>> {
    const { done, value: event } = await this.events.next();
    if (done || event.data.trim() === DONE) return this.return();
    try {
      return { done: false, value: this.chunkIn(event) };
    } catch (error) {
      await this.return();
      throw error;
    }
  }

  return(): Promise<IteratorResult<unknown, undefined>> {
    return this.events.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private chunkIn({ event, data }: { readonly event?: string | undefined; readonly data: string }): unknown {
    const chunk = parse(data, this.call);
    if (event === 'error') throw fromWireError(null, errorIn(chunk), this.call);
    return chunk;
  }
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
