import { hasId, newCallId } from '../upstream/call-ids.js';
import { BegunCall } from './begun-call.js';
import { withType } from './typed-call.js';
import { callWithoutName, hasName, UnnamedCalls } from './unnamed-calls.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { MAX_TOOL_CALLS, objectsOf, placeIn, requirePlace, type Fields } from '../upstream/wire-fields.js';

/**
 * The places of the tool calls of one streamed choice. Where pieces do not say which call they belong to, an id that
 * is new begins the next call, and a piece without an id belongs to the last one. Some servers say 0 of every call: a
 * name with another id begins the next one there, too, and where they give no ids, another name, or other arguments,
 * behind arguments that are whole.
 */
export class ToolCallPlaces {
  private readonly placesById = new Map<string, number>();
  private readonly begun = new Map<number, BegunCall>();
  private readonly given = new Map<number, string>();
  private readonly idsByPlace = new Map<number, string>();
  /** Where the call is that a server speaks of by a place that an earlier one has. */
  private readonly moved = new Map<number, number>();
  /** Calls that have begun, and have no name yet: nobody could tell of what they are. */
  private readonly unnamed = new UnnamedCalls();
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
    const placed = objectsOf(calls).flatMap((call) => {
      const whole = this.unnamed.take({ ...call, index: this.placeOf(call) });
      return whole === null ? [] : [this.named(whole)];
    });
    const { tool_calls: _calls, ...others } = delta;
    return placed.length > 0 || calls.length === 0 ? { ...delta, tool_calls: placed } : others;
  }

  /** @throws GatewayError `provider.invalid_response` for a call with arguments, and without a name. */
  end(): void {
    if (this.unnamed.hasArguments) throw callWithoutName(this.call);
  }

  /** A call that begins without an id, or with that of another call, gets one, which it keeps; without a type, that. */
  private named(piece: Fields & { readonly index: number }): Fields {
    const { index, id } = piece;
    const earlier = this.begun.get(index);
    const isFirst = earlier === undefined;
    const begun = earlier ?? new BegunCall();
    this.begun.set(index, begun);
    begun.take(piece);
    const isTaken = hasId(piece) && (this.placesById.get(id as string) ?? index) !== index;
    if (isFirst && (isTaken || !hasId(piece)))
      this.given.set(index, newCallId({ nowMs: this.call.nowMs, choice: this.choice, place: index }));
    const given = this.given.get(index);
    const typed = isFirst ? withType(piece) : piece;
    return given === undefined || !(isFirst || hasId(piece)) ? typed : { ...typed, id: given };
  }

  private placeOf(piece: Fields): number {
    const { index, id } = piece;
    const known = hasId(piece) ? this.placesById.get(id as string) : undefined;
    const begins = hasId(piece) || hasName(piece);
    const next = begins || this.last < 0 ? this.last + 1 : this.last;
    const place = this.toldPlace(placeIn(index), piece, known) ?? known ?? next;
    requirePlace(place, MAX_TOOL_CALLS, this.call);
    // Ids may come without end, for calls whose place is told anyway.
    const isNew = known === undefined && this.placesById.size < MAX_TOOL_CALLS.max;
    if (hasId(piece) && isNew) this.placesById.set(id as string, place);
    if (hasId(piece) && !this.idsByPlace.has(place)) this.idsByPlace.set(place, id as string);
    this.last = Math.max(this.last, place);
    return place;
  }

  /** The place that the server tells, or that it means by it; `null` = it tells none. */
  private toldPlace(told: number | null, piece: Fields, known: number | undefined): number | null {
    if (told === null) return null;
    const place = this.moved.get(told) ?? told;
    const earlier = this.idsByPlace.get(place);
    const hasOtherId = earlier !== undefined && known === undefined && hasId(piece);
    const isNextCall = hasName(piece) && (hasOtherId || this.begun.get(place)?.isBefore(piece) === true);
    if (!isNextCall) return place;
    this.moved.set(told, this.last + 1);
    return this.last + 1;
  }
}
