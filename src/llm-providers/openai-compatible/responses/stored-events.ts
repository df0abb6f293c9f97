import type { CompletionChunk, StreamPart } from '../../../port/canonical.js';
import type { StreamTerms } from '../../upstream/event-reader.js';
import { invalidResponse } from '../../upstream/upstream-failure.js';
import type { WireEvent } from '../../upstream/wire-event.js';
import { readOwnEvent } from './own-event.js';
import { ENDS, type ResponseReader } from './read-response-parts.js';

/** That something is told, of which nothing is counted: it was, when it was answered. */
const TOLD = { unread: 'event' } as CompletionChunk['choices'][number]['delta'];

/** Events that a provider tells again, each at once. A response that failed is what was asked for, as any other. */
export class StoredEvents implements ResponseReader {
  readonly takesChats = false;
  hasEnded = false;

  constructor(private readonly terms: StreamTerms) {}

  *take(event: WireEvent): Generator<StreamPart, void> {
    const { call, progress } = this.terms;
    const { type, fields, own } = readOwnEvent(event, call);
    if (type === '') {
      const isWhole = Array.isArray(fields['output']);
      throw invalidResponse(isWhole ? 'it has the response as a whole only' : 'it told no event', call);
    }
    const { model } = call.request;
    progress.saw(0, { hasContent: true, finishReason: null });
    if (!ENDS.has(type)) {
      const choices = [{ index: 0, delta: TOLD, finish_reason: null }];
      const created = Math.floor(call.nowMs / 1000);
      const chunk: CompletionChunk = { id: '', object: 'chat.completion.chunk', created, model, choices };
      yield { type: 'chunk', chunk, events: [own] };
      return;
    }
    progress.saw(0, { hasContent: false, finishReason: 'stop' });
    this.hasEnded = true;
    yield { type: 'finished', finishReason: 'stop', usage: null, model, events: [own] };
  }
}
