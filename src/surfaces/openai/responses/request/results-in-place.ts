import type { Fields } from '../../../../common/fields.js';
import { typeOf } from './input-items.js';
import { isByCaller } from './offered-tools.js';

/** An item of the input, and its place in it as its caller counts. */
export interface PlacedItem {
  readonly item: Fields;
  readonly at: number;
}

/** What calls a tool, and what brings a result. Of these, a search for tools may be the provider's own. */
const CALLS: ReadonlySet<string> = new Set(['function_call', 'custom_tool_call', 'tool_search_call']);
const RESULTS: ReadonlySet<string> = new Set([
  'function_call_output',
  'custom_tool_call_output',
  'tool_search_output',
]);

/**
 * Items with the results of tools directly behind the turn that called them, in the order in which they came. The Responses
 * API takes them anywhere behind their call, and agents put what a user says meanwhile between them; every other wire
 * refuses calls whose results do not follow at once.
 */
export function withResultsInPlace(input: readonly Fields[]): readonly PlacedItem[] {
  const items = input.map((item, at) => ({ item, at }));
  const results = new WaitingResults(items);
  let called: unknown[] = [];
  return items.flatMap((placed) => {
    if (isCall(placed.item)) called.push(placed.item['call_id']);
    if (!endsTurn(placed.item)) return [placed];
    const moved = results.of(called, placed.at);
    called = [];
    return [...moved, ...results.unlessTaken(placed)];
  });
}

class WaitingResults {
  private readonly byId = new Map<unknown, PlacedItem[]>();
  private readonly taken = new Set<number>();

  constructor(items: readonly PlacedItem[]) {
    // The last come first, so that the next one is at the end.
    for (const placed of items.filter(({ item }) => isResult(item)).toReversed()) {
      const { call_id: id } = placed.item;
      const waiting = this.byId.get(id);
      if (waiting) waiting.push(placed);
      else this.byId.set(id, [placed]);
    }
  }

  /** One for each call, from a place on. */
  of(calls: readonly unknown[], from: number): PlacedItem[] {
    const found = calls.flatMap((id) => this.next(id, from) ?? []);
    return found.toSorted((one, other) => one.at - other.at);
  }

  unlessTaken(placed: PlacedItem): PlacedItem[] {
    return this.taken.has(placed.at) ? [] : [placed];
  }

  private next(id: unknown, from: number): PlacedItem | undefined {
    const waiting = this.byId.get(id) ?? [];
    while ((waiting.at(-1)?.at ?? from) < from) waiting.pop();
    const found = waiting.pop();
    if (found) this.taken.add(found.at);
    return found;
  }
}

function isCall(item: Fields): boolean {
  const type = typeOf(item);
  return CALLS.has(type) && (type !== 'tool_search_call' || isByCaller(item));
}

function isResult(item: Fields): boolean {
  const type = typeOf(item);
  return RESULTS.has(type) && (type !== 'tool_search_output' || isByCaller(item));
}

/** What others say, and results. */
function endsTurn(item: Fields): boolean {
  const type = typeOf(item);
  if (type === 'message') return item['role'] !== 'assistant';
  return isResult(item) || type === 'image_generation_call';
}
