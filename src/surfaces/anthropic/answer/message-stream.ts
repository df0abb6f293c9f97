import { toGatewayError } from '../../../common/errors.js';
import { isObject, type Fields } from '../../../common/fields.js';
import type { AnswerPart } from '../../../completions/opened-stream.js';
import type { CompletionChunk, NativeEvent } from '../../../port/canonical.js';
import { mediaNotice } from '../../../port/answer-media.js';
import { calledTool } from '../../../port/called-tool.js';
import { nameOr } from '../../name-or.js';
import { NewMedia } from '../../new-media.js';
import { toAnthropicError } from '../anthropic-errors.js';
import { extraBlock } from '../sealed-thought.js';
import { BlockEvents, type MessageEvent } from './block-events.js';
import { ForeignThoughts } from './foreign-thoughts.js';
import { toMessageEnd } from './stop-reason.js';
import { thoughtsOf } from './thoughts.js';
import { toAnthropicUsage } from './to-anthropic-usage.js';
import type { AskedAnswer } from './to-message.js';

/** What is known of the request. */
export interface AskedEvents extends AskedAnswer {
  readonly requestId: string;
}

/** An event on its way out. */
export interface OutgoingEvent {
  readonly event: MessageEvent;
  /** The same as its provider wrote it; left out where it was made, or changed, here. */
  readonly text?: string;
}

/**
 * The events of an answer. Those of a provider that speaks this API go out as they came; of others: `message_start`, the
 * blocks one by one, `message_delta` with the reason and all counts, and `message_stop` after a good end; after a failure
 * one `error`, and nothing behind it.
 */
export async function* messageEvents(
  parts: AsyncIterable<AnswerPart>,
  asked: AskedEvents,
): AsyncGenerator<OutgoingEvent> {
  const answer = new StreamedMessage(asked);
  try {
    for await (const part of parts) {
      if (part.events) {
        yield* part.events.flatMap(ownEvent);
        continue;
      }
      const events =
        part.type === 'chunk' ? answer.take(part.chunk) : answer.end(part.finishReason, part.usage);
      for (const event of events) yield { event };
    }
  } catch (error) {
    yield { event: toAnthropicError(toGatewayError(error), asked.requestId) as unknown as MessageEvent };
  }
}

/** The same of an answer whose model still thinks: a ping first, and a failure is an event like any other. */
export async function* lateEvents<Opened>(
  opening: Promise<Opened>,
  eventsOf: (opened: Opened) => AsyncIterable<OutgoingEvent>,
  requestId: string,
): AsyncGenerator<OutgoingEvent> {
  yield { event: { type: 'ping' } };
  try {
    yield* eventsOf(await opening);
  } catch (error) {
    yield { event: toAnthropicError(toGatewayError(error), requestId) as unknown as MessageEvent };
  }
}

/** As the provider sent it. What it did not name is known by its type; what has neither is none. */
function ownEvent({ event, data, text }: NativeEvent): OutgoingEvent[] {
  if (!isObject(data)) return [];
  const { type } = data;
  if (typeof type === 'string') return [{ event: data as MessageEvent, ...(text !== undefined && { text }) }];
  return event === undefined ? [] : [{ event: { ...data, type: event } }];
}

class StreamedMessage {
  private readonly blocks = new BlockEvents();
  private hasStarted = false;
  private readonly media = new NewMedia();
  private hasThoughts = false;
  private hasWords = false;
  private characters = 0;
  private refusal = '';
  /** The choice that said why it ended. */
  private ended: object | null = null;

  private readonly foreign: ForeignThoughts;

  constructor(private readonly asked: AskedAnswer) {
    this.foreign = new ForeignThoughts(asked.provider);
  }

  *take(chunk: CompletionChunk): Generator<MessageEvent, void> {
    if (!this.hasStarted) yield this.start(chunk);
    // Others are further answers, which this API does not have.
    for (const choice of chunk.choices) if (choice.index === 0) this.takeChoice(choice);
    yield* this.blocks.take();
  }

  private takeChoice(choice: CompletionChunk['choices'][number]): void {
    if (choice.finish_reason) this.ended = choice;
    this.addThoughts(choice.delta);
    const { content, refusal, tool_calls: calls } = choice.delta;
    if (content || calls?.length) this.addForeign(Boolean(calls?.length));
    if (content) this.addText(content);
    this.refusal += refusal ?? '';
    this.addExtra(choice.delta);
    for (const media of this.media.newIn(choice.delta)) this.addText(`${mediaNotice(media)}\n`);
    for (const call of calls ?? []) {
      const { index, id } = call;
      const called = calledTool(call);
      this.addExtra(call, id);
      this.characters += typeof called.text === 'string' ? called.text.length : 0;
      this.blocks.addCall(index, { ...called, id });
    }
  }

  *end(reason: string, usage: CompletionChunk['usage'] | null): Generator<MessageEvent, void> {
    if (this.refusal !== '' && !this.blocks.hasCalls)
      this.addText((this.hasWords ? '\n\n' : '') + this.refusal);
    this.addForeign(this.blocks.hasCalls);
    yield* this.blocks.rest();
    const { estimate, stops = [] } = this.asked;
    const counts = toAnthropicUsage(usage ?? null, estimate, this.characters);
    const { cache_creation: _first, service_tier: _tier, ...cumulative } = counts;
    const ended = this.ended ?? { finish_reason: reason };
    const delta = toMessageEnd(ended, this.blocks.hasCalls, stops);
    yield { type: 'message_delta', delta, usage: cumulative };
    yield { type: 'message_stop' };
  }

  private start({ id, model, usage }: CompletionChunk): MessageEvent {
    this.hasStarted = true;
    const counts = toAnthropicUsage(usage ?? null, this.asked.estimate, 0);
    const named = { id: nameOr(id, this.asked.id), model: nameOr(model, this.asked.model) };
    const message: Fields = { type: 'message', role: 'assistant', content: [] };
    return {
      type: 'message_start',
      message: {
        ...named,
        ...message,
        stop_reason: null,
        stop_sequence: null,
        usage: { ...counts, output_tokens: 0 },
      },
    };
  }

  private addText(text: string): void {
    this.hasWords = true;
    this.characters += text.length;
    this.blocks.add('text', { type: 'text', text: '' }, { type: 'text_delta', text });
  }

  /** What its provider wants back, and a caller has no words for. */
  private addExtra(holder: object, call?: string): void {
    const extra = extraBlock(holder, call);
    if (extra) this.blocks.add('redacted_thinking', extra, null);
  }

  /** Clients read thoughts before what they led to; what comes later is sealed at the end. */
  private addForeign(hasCalls: boolean): void {
    const block = this.foreign.sealed(hasCalls);
    if (block) this.blocks.add('redacted_thinking', block, null);
  }

  /** Blocks that an adapter sends whole at the end were told piece by piece before. */
  private addThoughts(delta: object): void {
    this.foreign.take(delta);
    if (this.hasThoughts && isWholeThought(delta)) return;
    for (const piece of thoughtsOf(delta)) {
      this.hasThoughts = true;
      if (piece.kind === 'sealed') {
        this.blocks.add('redacted_thinking', { type: 'redacted_thinking', data: piece.data }, null);
        continue;
      }
      this.characters += piece.kind === 'text' ? piece.text.length : 0;
      const thought =
        piece.kind === 'text'
          ? { type: 'thinking_delta', thinking: piece.text }
          : { type: 'signature_delta', signature: piece.signature };
      this.blocks.add('thinking', { type: 'thinking', thinking: '', signature: '' }, thought);
    }
  }
}

function isWholeThought(delta: object): boolean {
  const { thinking_blocks: blocks } = delta as Fields;
  return Array.isArray(blocks) && blocks.some(isObject);
}
