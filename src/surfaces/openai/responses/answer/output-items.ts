import { itemIdOf } from '../response-id.js';
import type { OfferedTools } from '../request/offered-tools.js';
import type { Fields } from '../../../../common/fields.js';
import { mediaNotice, type AnswerMedia } from '../../../../port/answer-media.js';
import type { CalledTool } from '../../../../port/called-tool.js';
import { CallItem } from './call-item.js';
import { ImageItem } from './image-item.js';
import { MessageItem, toAnnotation } from './message-item.js';
import type { OutputItem, ResponseEvent } from './output-item.js';
import { ReasoningItem } from './reasoning-item.js';

/** Of the ids of calls. */
const PREFIXES = { function: 'fc', custom: 'ctc', search: 'tsc' } as const;

/** A piece of a call, at its place among the calls of the answer. */
export interface CallPiece {
  readonly place: number;
  readonly id: unknown;
  readonly called: CalledTool;
}

/** The items of an answer, in the order in which they begin. Calls may come at once: each ends when it is whole. */
export class OutputItems {
  private readonly items: OutputItem[] = [];
  private readonly calls = new Map<number, CallItem>();
  /** The one that waits for what goes back to its provider. */
  private sealing: ReasoningItem | null = null;

  /**
   * @param ending of the response's id: items are told apart by their place.
   * @param keepsThoughts the caller wants back what goes back to the provider.
   */
  constructor(
    private readonly ending: string,
    private readonly tools: OfferedTools,
    private readonly keepsThoughts: boolean,
  ) {}

  toOutput(): Fields[] {
    return this.items.map((item) => item.toItem());
  }

  *think(text: string): Generator<ResponseEvent, void> {
    const last = this.items.at(-1);
    const item = last instanceof ReasoningItem ? last : yield* this.begin(this.newReasoning());
    yield* item.add(text);
  }

  *say(text: string, logprobs: readonly unknown[]): Generator<ResponseEvent, void> {
    yield* (yield* this.message()).addText(text, logprobs);
  }

  *refuse(text: string): Generator<ResponseEvent, void> {
    yield* (yield* this.message()).addRefusal(text);
  }

  /** A picture; what has no item of its own is told in words. */
  *show(media: AnswerMedia): Generator<ResponseEvent, void> {
    if (media.kind === 'image' && media.data !== null)
      yield* this.begin(new ImageItem(this.placeOf('ig'), media));
    else yield* this.say(mediaNotice(media), []);
  }

  *annotate(annotation: unknown): Generator<ResponseEvent, void> {
    const known = toAnnotation(annotation);
    const last = this.items.at(-1);
    if (known && last instanceof MessageItem) yield* last.annotate(known);
  }

  /** @returns the id of the call. */
  *call(piece: CallPiece): Generator<ResponseEvent, string> {
    const { text } = piece.called;
    const item = this.calls.get(piece.place) ?? (yield* this.beginCall(piece));
    if (typeof text === 'string') yield* item.add(text);
    return item.callId;
  }

  /** Ends what is open. @param isCut the answer is not whole. */
  *end(isCut: boolean): Generator<ResponseEvent, void> {
    for (const item of this.items) {
      const hasAll = !isCut || (item instanceof CallItem && item.isWhole);
      yield* item.end(hasAll ? 'completed' : 'incomplete');
    }
  }

  /** Tells what goes back to the provider; `null` = nothing. Where nothing was thought aloud, it gets an item. */
  *seal(encrypted: string | null): Generator<ResponseEvent, void> {
    if (!this.sealing && encrypted !== null && this.keepsThoughts) yield* this.begin(this.newReasoning());
    if (this.sealing) yield* this.sealing.seal(encrypted);
  }

  private *message(): Generator<ResponseEvent, MessageItem> {
    const last = this.items.at(-1);
    return last instanceof MessageItem ? last : yield* this.begin(new MessageItem(this.placeOf('msg')));
  }

  private newReasoning(): ReasoningItem {
    const waits = this.keepsThoughts && this.sealing === null;
    const item = new ReasoningItem(this.placeOf('rs'), waits);
    if (waits) this.sealing = item;
    return item;
  }

  private *beginCall({ place, id, called: tool }: CallPiece): Generator<ResponseEvent, CallItem> {
    const offered = this.tools.named(String(tool.name));
    const called = tool.isCustom ? { ...offered, kind: 'custom' as const, isText: true } : offered;
    const own = this.placeOf(PREFIXES[called.kind]);
    const callId = typeof id === 'string' && id !== '' ? id : own.id.replace(/^[a-z]+/, 'call');
    const item = yield* this.begin(new CallItem(own, { ...called, callId }));
    this.calls.set(place, item);
    return item;
  }

  /** What is whole ends before the next begins. */
  private *begin<Item extends OutputItem>(item: Item): Generator<ResponseEvent, Item> {
    for (const earlier of this.items) if (earlier.isWhole) yield* earlier.end('completed');
    this.items.push(item);
    yield* item.begin();
    return item;
  }

  private placeOf(prefix: string) {
    const index = this.items.length;
    return { id: itemIdOf(prefix, this.ending, index), index };
  }
}
