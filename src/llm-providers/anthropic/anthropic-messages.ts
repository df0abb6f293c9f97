import { joinParts } from '../../port/join-parts.js';
import type { CompletionRequest, StreamPart } from '../../port/canonical.js';
import type { Attempt } from '../../port/llm-provider.js';
import type { NativeAnswer, NativeMessages, NativeRequest } from '../../port/native-messages.js';
import { tokenCountIn } from '../../port/token-count.js';
import { eventsIn } from '../upstream/answer-body.js';
import type { AnswerProgress } from '../upstream/answer-progress.js';
import { noteUsage } from '../upstream/note-usage.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import type { WireEvent } from '../upstream/wire-event.js';
import { isObject, requirePlace, textOrNull, type Fields, type PlaceLimit } from '../upstream/wire-fields.js';
import type { AnthropicCallContext, AnthropicClient } from './anthropic-client.js';
import { reportedError } from './anthropic-errors.js';
import { withoutForeignWords } from './foreign-words.js';
import { fromAnthropicAnswer } from './from-anthropic-answer.js';
import { fromAnthropicStream } from './from-anthropic-stream.js';
import { fromAnthropicUsage } from './from-anthropic-usage.js';
import { eventInOwnWords, inOwnWords } from './own-words.js';
import type { AnthropicRequest } from './to-anthropic-request.js';

type Context = AnthropicCallContext & { readonly progress: AnswerProgress };
/** What a call needs of an attempt. */
type ContextOf = (request: CompletionRequest, attempt: Attempt) => Context;

const EVERY_EVENT = Object.freeze({ tellsEveryEvent: true });
/** Before the first word. */
const MAX_WAITING: PlaceLimit = Object.freeze({ max: 1_000, what: 'events without a word' });
const STOP: WireEvent = Object.freeze({ event: 'message_stop', data: { type: 'message_stop' } });

/** Anthropic's Messages API as its callers write it, with a tap for usage, end and errors. */
export class AnthropicMessages implements NativeMessages {
  constructor(
    private readonly client: AnthropicClient,
    private readonly contextOf: ContextOf,
    private readonly withoutForeign: (body: Fields) => Fields = withoutForeignWords,
  ) {}

  async complete(request: NativeRequest, attempt: Attempt): Promise<NativeAnswer> {
    const { body, context } = this.prepared(request, attempt);
    const { call, progress } = context;
    let text: string | null = null;
    const noteText = (json: string) => void (text = json);
    const answer = await this.client.createMessage(body, { ...context, noteText });
    noteUsage(answer, ({ usage }) => fromAnthropicUsage(usage), attempt);
    const events = eventsIn(answer);
    if (events)
      return {
        completion: await joinParts(fromAnthropicStream(events, call, progress), attempt.notePart),
        body: null,
      };
    const completion = fromAnthropicAnswer(answer, call);
    const own = isObject(answer) && answer['type'] === 'message' ? inOwnWords(answer, call) : null;
    return { completion, body: own, ...(own === answer && text !== null && { text }) };
  }

  async *stream(request: NativeRequest, attempt: Attempt): AsyncIterable<StreamPart> {
    const { body, context } = this.prepared(request, attempt);
    const { call, progress } = context;
    const tap = new Tap(this.client.streamMessage(body, context), call);

    for await (const part of fromAnthropicStream(tap.events(), call, progress, EVERY_EVENT)) {
      yield tap.tapped(part);
    }
  }

  async countTokens(request: NativeRequest, attempt: Attempt): Promise<number> {
    const { body, context } = this.prepared(request, attempt);
    return readCount(await this.client.countTokens?.(body, context), context.call);
  }

  private prepared({ body, headers }: NativeRequest, attempt: Attempt) {
    const request = this.withoutForeign(body) as unknown as AnthropicRequest;
    const own = { ...attempt, headers: { ...attempt.headers, ...headers } };
    return { body: request, context: this.contextOf(request as unknown as CompletionRequest, own) };
  }
}

/** @throws GatewayError what the answer reports, or `provider.invalid_response` where it is no count. */
export function readCount(answer: unknown, call: UpstreamCall): number {
  const error = isObject(answer) ? reportedError(answer, undefined, call) : null;
  if (error) throw error;
  const count = isObject(answer) ? tokenCountIn(answer['input_tokens']) : null;
  if (count === null) throw invalidResponse('its count of tokens is none', call);
  return count;
}

/**
 * Keeps the events that a part is read from, for that part. What comes before the first word goes with that: how much of
 * a preamble is kept is not for the adapter to know.
 */
class Tap {
  private seen: WireEvent[] = [];
  private hasBegun = false;
  /** A whole answer came in place of events. */
  private isWhole = false;

  constructor(
    private readonly source: AsyncIterable<WireEvent>,
    private readonly call: UpstreamCall,
  ) {}

  async *events(): AsyncGenerator<WireEvent, void> {
    for await (const event of this.source) {
      const type = typeOf(event);
      this.isWhole ||= type === 'message';
      requirePlace(this.seen.length, MAX_WAITING, this.call);
      this.seen.push(eventInOwnWords(event, this.call));
      yield event;
    }
  }

  /** The last event belongs to the end, behind which nothing comes; it is made up for where a server left it out. */
  tapped(part: StreamPart): StreamPart {
    if (this.isWhole) return part;
    const isEnd = part.type === 'chunk' && Boolean(part.chunk.choices[0]?.finish_reason);
    this.hasBegun ||= part.type === 'finished' || saysSomething(part.chunk.choices[0]?.delta);
    if (isEnd || !this.hasBegun) return { ...part, events: [] };
    const events = this.seen;
    this.seen = [];
    if (part.type === 'chunk') return { ...part, events };
    const hasStop = events.some((event) => typeOf(event) === 'message_stop');
    return { ...part, events: hasStop ? events : [...events, STOP] };
  }
}

function typeOf({ event, data }: WireEvent): string | undefined {
  return (isObject(data) ? textOrNull(data['type']) : null) ?? event;
}

/** Whoever speaks is known, and an empty text says nothing. */
function saysSomething(delta: object | undefined): boolean {
  return Object.entries(delta ?? {}).some(([name, value]) => name !== 'role' && value !== '');
}
