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
  private last = -1;

  constructor(private readonly call: UpstreamCall) {}

  /**
   * A piece of the choice, with the place of each call in it.
   * @throws GatewayError `provider.invalid_response` for more than `MAX_TOOL_CALLS`.
   */
  fill(delta: Fields): Fields {
    const { tool_calls: calls } = delta;
    if (!Array.isArray(calls)) return delta;
    const placed = objectsOf(calls).map((call) => ({ ...call, index: this.placeOf(call) }));
    return { ...delta, tool_calls: placed };
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
