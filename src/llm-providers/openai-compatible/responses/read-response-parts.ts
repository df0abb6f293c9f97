import type { CompletionChunk, NativeEvent, StreamPart } from '../../../port/canonical.js';
import { splitCompletion } from '../../../port/split-completion.js';
import type { StreamTerms } from '../../upstream/event-reader.js';
import { invalidResponse } from '../../upstream/upstream-failure.js';
import type { WireEvent } from '../../upstream/wire-event.js';
import {
  isObject,
  modelNameIn,
  objectsOf,
  requirePlace,
  textOrNull,
  type Fields,
  type PlaceLimit,
} from '../../upstream/wire-fields.js';
import { fromStreamFailure } from '../openai-compatible-failure.js';
import { StreamedAnswer } from '../openai-answer.js';
import { isChatAnswer } from './chat-in-place.js';
import { eventsOfResponse } from './events-of-response.js';
import { readOwnEvent } from './own-event.js';
import { finishReasonOf, readResponse, requireNoFailure } from './read-response.js';
import { deltaOf, saysSomething } from './response-delta.js';
import { usageOfResponse } from './usage-of-response.js';

const UNFINISHED = 'the stream stopped before the response was finished';
/** Before the first word. */
const MAX_WAITING: PlaceLimit = Object.freeze({ max: 1_000, what: 'events without a word' });
/** Events that bring the response as a whole, and are the last. */
export const ENDS: ReadonlySet<string> = new Set([
  'response.completed',
  'response.incomplete',
  'response.failed',
]);

/** Understands the events of one response, one after the other. */
export interface ResponseReader {
  /** Nothing more is read. */
  readonly hasEnded: boolean;
  /** A chat completion in place of a response is an answer, too. */
  readonly takesChats: boolean;
  /** @throws GatewayError what the event reports. */
  take(event: WireEvent): Iterable<StreamPart>;
}

/**
 * The parts of a response that comes in events, each with the events that it was read from; those before the first word
 * go with it, for how much of a preamble is kept is not for the adapter to know. A whole response in place of events is
 * an answer, too.
 * @param answer left out = as the provider wrote it.
 * @throws GatewayError what an event reports, or `provider.invalid_response` for a stream that just stops.
 */
export async function* readResponseParts(
  events: AsyncIterable<WireEvent>,
  terms: StreamTerms,
  answer: ResponseReader = new ResponseEvents(terms),
): AsyncGenerator<StreamPart, void, undefined> {
  const { signal, call, progress } = terms;
  let chat: StreamedAnswer | null = null;
  let hasBegun = !answer.takesChats;
  try {
    for await (const event of events) {
      if (!hasBegun && isChatAnswer(event.data)) chat = new StreamedAnswer(call, progress);
      hasBegun ||= isObject(event.data);
      if (chat) {
        const part = chat.take(event);
        if (part) yield part;
        continue;
      }
      yield* answer.take(event);
      if (answer.hasEnded) return;
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw fromStreamFailure(error, call);
  }
  if (signal.aborted) throw signal.reason;
  if (!chat) throw invalidResponse(UNFINISHED, call);
  yield chat.end();
}

class ResponseEvents implements ResponseReader {
  readonly takesChats = true;
  hasEnded = false;
  private waiting: NativeEvent[] = [];
  private hasBegun = false;
  private id = '';
  private model: string;

  constructor(private readonly terms: StreamTerms) {
    this.model = terms.call.request.model;
  }

  *take(event: WireEvent): Generator<StreamPart, void> {
    const { call, progress } = this.terms;
    const { type, fields, response, own } = readOwnEvent(event, call);
    if (type === '' && Array.isArray(fields['output'])) return yield* this.wholeAnswer(fields);
    if (response) this.sawResponse(response);
    requirePlace(this.waiting.length, MAX_WAITING, call);
    this.waiting.push(own);
    if (ENDS.has(type)) return yield* this.end(response ?? {});
    const delta = deltaOf(type, fields, call);
    const hasContent = saysSomething(delta);
    this.hasBegun ||= hasContent;
    progress.saw(0, { hasContent, finishReason: null });
    yield this.toChunk(delta, null, this.hasBegun ? this.taken() : []);
  }

  private *end(response: Fields): Generator<StreamPart, void> {
    const { call, progress } = this.terms;
    requireNoFailure(response, call, true);
    const finishReason = finishReasonOf(response);
    if (finishReason === null) throw invalidResponse('its response is not finished', call);
    const usage = usageOfResponse(response);
    progress.saw(0, { hasContent: false, finishReason });
    if (usage) progress.sawCount();
    this.hasEnded = true;
    yield this.toChunk({}, finishReason, []);
    yield { type: 'finished', finishReason, usage, model: this.model, events: this.taken() };
  }

  /** As the provider's own events, unless its items have no ids, by which events refer to them. */
  private *wholeAnswer(response: Fields): Generator<StreamPart, void> {
    const { completion, body } = readResponse(response, this.terms.call);
    const finishReason = completion.choices[0]?.finish_reason ?? 'stop';
    this.terms.progress.saw(0, { hasContent: true, finishReason });
    this.hasEnded = true;
    const parts = splitCompletion(completion, finishReason);
    const isNamed = objectsOf(response['output']).every(({ id }) => textOrNull(id) !== null);
    if (!isNamed || body === null || textOrNull(body['id']) === null) return yield* parts;
    const events = eventsOfResponse(body).map((data) => ({ event: String(data['type']), data }));
    const last = events.splice(-1);
    for (const part of parts) yield { ...part, events: part.type === 'finished' ? last : events };
  }

  private sawResponse({ id, model }: Fields): void {
    this.id = textOrNull(id) ?? this.id;
    this.model = modelNameIn(model, this.terms.call, this.model);
  }

  private taken(): readonly NativeEvent[] {
    return this.waiting.splice(0);
  }

  private toChunk(delta: Fields, finishReason: string | null, events: readonly NativeEvent[]): StreamPart {
    const chunk = {
      id: this.id,
      object: 'chat.completion.chunk',
      created: Math.floor(this.terms.call.nowMs / 1000),
      model: this.model,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    };
    return { type: 'chunk', chunk: chunk as unknown as CompletionChunk, events };
  }
}
