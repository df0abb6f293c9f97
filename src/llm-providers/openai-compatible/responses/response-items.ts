import type { UpstreamCall } from '../../upstream/upstream-failure.js';
import {
  isObject,
  MAX_TOOL_CALLS,
  objectsOf,
  placeIn,
  requirePlace,
  textOrNull,
  type Fields,
  type PlaceLimit,
} from '../../upstream/wire-fields.js';
import { newCallId } from '../../upstream/call-ids.js';
import { callWithoutName } from '../unnamed-calls.js';
import { CallPieces } from './call-pieces.js';
import type { AnswerPiece, ItemPieces } from './item-pieces.js';
import { isCall } from './read-response.js';
import { MessagePieces } from './message-pieces.js';
import { OpenItems } from './open-items.js';
import { PicturePieces } from './picture-pieces.js';
import { ThoughtPieces } from './thought-pieces.js';

const MAX_ITEMS: PlaceLimit = Object.freeze({ max: 2_000, what: 'items' });

/**
 * The items of a response as pieces of a canonical answer. What servers tell more than once is told once: in pieces, at the
 * end of its part or its item, or with the whole response.
 */
export class ResponseItems {
  private readonly items = new Map<unknown, ItemPieces | null>();
  /** Where items stand, by their ids: some servers tell no place, or another one at the end. */
  private readonly placesById = new Map<string, unknown>();
  private readonly callIds = new Set<string>();
  private calls = 0;
  private messages = 0;
  private pictures = 0;
  private readonly openItems = new OpenItems();
  private readonly details = { next: 0 };

  /** @param mark what stands before thoughts that are sealed. */
  constructor(
    private readonly call: UpstreamCall,
    private readonly mark: string,
  ) {}

  /** A tool was called. */
  get hasCalls(): boolean {
    return this.calls > 0;
  }

  /** What an event of one item adds. */
  take(type: string, event: Fields): AnswerPiece[] {
    const { item } = event;
    const place = this.placeOf(type, event);
    if (type === 'response.output_item.added') {
      return isObject(item) ? (this.begin(place, item)?.piece(type, event) ?? []) : [];
    }
    if (type === 'response.output_item.done') return isObject(item) ? this.whole(item, place) : [];
    return this.items.get(place)?.piece(type, event) ?? [];
  }

  private placeOf(type: string, { output_index: index, item_id: itemId, item }: Fields): unknown {
    const id = textOrNull(itemId) ?? (isObject(item) ? textOrNull(item['id']) : null);
    const told = placeIn(index);
    const known = id === null ? undefined : this.placesById.get(id);
    const isAnother = told !== null && (this.items.has(told) || type === 'response.output_item.added');
    const place = (isAnother ? told : known) ?? told ?? id ?? 0;
    // Ids may come without end, for items whose place is told anyway.
    const isNew = known === undefined && this.placesById.size < MAX_ITEMS.max;
    if (id !== null && isNew && isObject(item)) this.placesById.set(id, place);
    return place;
  }

  /** What no event has told of an item. */
  private whole(item: Fields, place: unknown): AnswerPiece[] {
    const known = this.items.has(place) ? this.items.get(place) : this.begin(place, item);
    return known?.whole(item) ?? [];
  }

  /** The same of a whole response that has ended, and in words what it asks for and nothing else can tell. */
  output(response: Fields): AnswerPiece[] {
    const pieces = objectsOf(response['output']).flatMap((item, at) => {
      const id = textOrNull(item['id']);
      return this.whole(item, (id === null ? undefined : this.placesById.get(id)) ?? at);
    });
    const { notice } = this.openItems;
    if (notice === '') return pieces;
    return [...pieces, { delta: { content: (this.messages > 0 ? '\n\n' : '') + notice } }];
  }

  /** `null` = a tool of the provider's own has worked, of which chat completions say nothing. */
  private begin(place: unknown, item: Fields): ItemPieces | null {
    requirePlace(this.items.size, MAX_ITEMS, this.call);
    // its end says what it is
    if (textOrNull(item['type']) === null) return null;
    const pieces = this.piecesOf(item);
    this.items.set(place, pieces);
    return pieces;
  }

  private piecesOf(item: Fields): ItemPieces | null {
    if (item['type'] === 'message') return new MessagePieces(this.messages++ > 0);
    if (item['type'] === 'reasoning') return new ThoughtPieces(this.mark, this.details, item['id']);
    if (item['type'] === 'image_generation_call') return new PicturePieces(this.pictures++);
    if (!isCall(item)) {
      this.openItems.saw(item);
      return null;
    }
    if (textOrNull(item['name']) === null) throw callWithoutName(this.call);
    requirePlace(this.calls, MAX_TOOL_CALLS, this.call);
    const place = this.calls++;
    return new CallPieces(place, this.callIdOf(item, place), item);
  }

  /** One without an id, or with that of another call, gets its own. */
  private callIdOf({ call_id: told }: Fields, place: number): string {
    const own = textOrNull(told);
    const id =
      own === null || this.callIds.has(own) ? newCallId({ nowMs: this.call.nowMs, choice: 0, place }) : own;
    this.callIds.add(id);
    return id;
  }
}
