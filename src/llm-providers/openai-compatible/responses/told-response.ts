import type { StreamPart } from '../../../port/canonical.js';
import { isObject, placeIn, type Fields } from '../../upstream/wire-fields.js';
import { ENDS } from './read-response-parts.js';

/** Puts the events of a response together, for a caller who asked for the whole of it. */
export class ToldResponse {
  private ended: Fields | null = null;
  private readonly items = new Map<number, Fields>();

  /** As in its last event; where that has no items, those that came before it. `null` = none came. */
  get whole(): Fields | null {
    if (!this.ended) return null;
    const { output } = this.ended;
    if (Array.isArray(output) && output.length > 0) return this.ended;
    const told = [...this.items].toSorted(([one], [other]) => one - other).map(([, item]) => item);
    return told.length > 0 ? { ...this.ended, output: told } : null;
  }

  async *seeing(parts: AsyncIterable<StreamPart>): AsyncGenerator<StreamPart, void, undefined> {
    for await (const part of parts) {
      for (const { data } of part.events ?? []) if (isObject(data)) this.see(data);
      yield part;
    }
  }

  private see({ type, response, item, output_index: at }: Fields): void {
    if (typeof type !== 'string') return;
    if (ENDS.has(type) && isObject(response)) this.ended = response;
    if (type !== 'response.output_item.done' || !isObject(item)) return;
    this.items.set(placeIn(at) ?? this.items.size, item);
  }
}
