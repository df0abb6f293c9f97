import type { CompletionChunk, NativeEvent, StreamPart } from '../../../port/canonical.js';
import type { StreamTerms } from '../../upstream/event-reader.js';
import { invalidResponse } from '../../upstream/upstream-failure.js';
import type { WireEvent } from '../../upstream/wire-event.js';
import { isObject, type Fields } from '../../upstream/wire-fields.js';
import { eventsOfResponse } from './events-of-response.js';
import { readOwnEvent } from './own-event.js';
import { ENDS, type ResponseReader } from './read-response-parts.js';
import { responseInOwnWords } from './read-response.js';

/** That something is told, of which nothing is counted: it was, when it was answered. */
const TOLD = { unread: 'event' } as CompletionChunk['choices'][number]['delta'];

/**
 * Events of a stored response, each passed on as it comes. A response that failed is an answer like any other. Some
 * servers keep no events and send the whole response: the events are made from it.
 */
export class StoredEvents implements ResponseReader {
  readonly takesChats = false;
  hasEnded = false;

  /** @param query as the provider is asked; `starting_after` = number of the last event that the caller has. */
  constructor(
    private readonly terms: StreamTerms,
    private readonly query: string,
  ) {}

  *take(event: WireEvent): Generator<StreamPart, void> {
    const { data } = event;
    if (isObject(data) && isWhole(data)) return yield* this.made(data);
    const { type, own } = readOwnEvent(event, this.terms.call);
    if (type === '') throw invalidResponse('it told no event', this.terms.call);
    yield* this.told(type, own);
  }

  private *made(response: Fields): Generator<StreamPart, void> {
    const { call } = this.terms;
    if (!ENDS.has(`response.${String(response['status'])}`))
      throw invalidResponse('it has the response as a whole only, and it has not ended', call);
    const after = new URLSearchParams(this.query).get('starting_after') ?? '';
    const known = /^\d+$/.test(after) ? Number(after) : -1;
    for (const data of eventsOfResponse(responseInOwnWords(response, call))) {
      const type = String(data['type']);
      if (Number(data['sequence_number']) > known) yield* this.told(type, { event: type, data });
    }
    if (!this.hasEnded) yield* this.end([]);
  }

  private *told(type: string, own: NativeEvent): Generator<StreamPart, void> {
    const { call, progress } = this.terms;
    const { model } = call.request;
    progress.saw(0, { hasContent: true, finishReason: null });
    if (!ENDS.has(type)) {
      const choices = [{ index: 0, delta: TOLD, finish_reason: null }];
      const created = Math.floor(call.nowMs / 1000);
      const chunk: CompletionChunk = { id: '', object: 'chat.completion.chunk', created, model, choices };
      yield { type: 'chunk', chunk, events: [own] };
      return;
    }
    yield* this.end([own]);
  }

  private *end(events: readonly NativeEvent[]): Generator<StreamPart, void> {
    const { call, progress } = this.terms;
    progress.saw(0, { hasContent: false, finishReason: 'stop' });
    this.hasEnded = true;
    yield { type: 'finished', finishReason: 'stop', usage: null, model: call.request.model, events };
  }
}

function isWhole({ type, output }: Fields): boolean {
  return type === undefined && Array.isArray(output);
}
