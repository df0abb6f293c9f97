import { isObject, objectsOf, placeIn, type Fields } from '../upstream/wire-fields.js';

/**
 * The places of the tool calls of one streamed choice. Where pieces do not say which call they belong to, an id that
 * is new begins the next call, and a piece without an id belongs to the last one.
 */
export class ToolCallPlaces {
  private readonly placesById = new Map<string, number>();
  private last = -1;

  /** A piece of the choice, with the place of each call in it. */
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
    if (typeof id === 'string' && id !== '') this.placesById.set(id, place);
    this.last = Math.max(this.last, place);
    return place;
  }
}
