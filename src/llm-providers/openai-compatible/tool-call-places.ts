import { hasId, newCallId } from './call-ids.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import {
  isObject,
  MAX_TOOL_CALLS,
  objectsOf,
  placeIn,
  requirePlace,
  type Fields,
} from '../upstream/wire-fields.js';

/**
 * The places of the tool calls of one streamed choice. Where pieces do not say which call they belong to, an id that
 * is new begins the next call, and a piece without an id belongs to the last one.
 */
export class ToolCallPlaces {
  private readonly placesById = new Map<string, number>();
  private readonly begun = new Set<number>();
  private readonly given = new Map<number, string>();
  private last = -1;

  constructor(
    private readonly call: UpstreamCall,
    /** Place of the choice. */
    private readonly choice: number,
  ) {}

  /**
   * A piece of the choice, with the place of each call in it.
   * @throws GatewayError `provider.invalid_response` for more than `MAX_TOOL_CALLS`.
   */
  fill(delta: Fields): Fields {
    const { tool_calls: calls } = delta;
    if (!Array.isArray(calls)) return delta;
    const placed = objectsOf(calls).map((call) => this.named({ ...call, index: this.placeOf(call) }));
    return { ...delta, tool_calls: placed };
  }

  /** A call that begins without an id, or with that of another call, gets one, which it keeps. */
  private named(piece: Fields & { readonly index: number }): Fields {
    const { index, id } = piece;
    const isFirst = !this.begun.has(index);
    this.begun.add(index);
    const isTaken = hasId(piece) && (this.placesById.get(id as string) ?? index) !== index;
    if (isFirst && (isTaken || !hasId(piece)))
      this.given.set(index, newCallId({ nowMs: this.call.nowMs, choice: this.choice, place: index }));
    const given = this.given.get(index);
    return given === undefined || !(isFirst || hasId(piece)) ? piece : { ...piece, id: given };
  }

  private placeOf({ index, id, function: called }: Fields): number {
    const known = typeof id === 'string' && id !== '' ? this.placesById.get(id) : undefined;
    const begins = (typeof id === 'string' && id !== '') || (isObject(called) && Boolean(called['name']));
    const next = begins || this.last < 0 ? this.last + 1 : this.last;
    const place = placeIn(index) ?? known ?? next;
    requirePlace(place, MAX_TOOL_CALLS, this.call);
    // Ids may come without end, for calls whose place is told anyway.
    const isNew = known === undefined && this.placesById.size < MAX_TOOL_CALLS.max;
    if (typeof id === 'string' && id !== '' && isNew) this.placesById.set(id, place);
    this.last = Math.max(this.last, place);
    return place;
  }
}
