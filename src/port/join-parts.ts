import type { Attempt } from './attempt.js';
import type { Completion, CompletionChunk, FinishedPart, StreamPart } from './canonical.js';

type Fields = Readonly<Record<string, unknown>>;
type Choice = Completion['choices'][number];

/** Later ones replace earlier ones; other texts are pieces of one. */
const WHOLE_TEXTS = new Set(['role', 'id', 'type', 'name', 'format', 'signature']);
const NOTHING_SAID: Fields = Object.freeze({ role: 'assistant', content: null, refusal: null });

/**
 * The whole answer of a stream: texts joined, tool calls by their index, each choice with its own end.
 * @param notePart told of each part as it comes.
 * @throws what the stream fails with.
 */
export async function joinParts(
  parts: AsyncIterable<StreamPart>,
  notePart?: Attempt['notePart'],
): Promise<Completion> {
  const answer = new JoinedAnswer();
  for await (const part of parts) {
    notePart?.(part);
    if (part.type === 'finished') return answer.end(part);
    answer.add(part.chunk);
  }
  throw new Error('The stream ended without its finished part.');
}

class JoinedAnswer {
  private readonly base: Record<string, unknown> = {};
  private readonly choices = new Map<number, Fields>();
  private readonly joiner = new Joiner();

  add({ choices, usage: _usage, ...base }: CompletionChunk): void {
    Object.assign(this.base, base);
    for (const choice of choices) {
      const { index, delta, logprobs, finish_reason: reason, ...rest } = choice;
      const before: Fields = this.choices.get(index) ?? { message: NOTHING_SAID };
      // Completions from before messages have their text in the choice.
      const { text } = rest as Fields;
      this.choices.set(index, {
        ...before,
        ...rest,
        ...(text !== undefined && { text: this.joiner.value('text', before['text'], text) }),
        index,
        message: this.joiner.value('message', before['message'], delta),
        logprobs: this.joiner.value('logprobs', before['logprobs'], logprobs) ?? null,
        finish_reason: reason ?? before['finish_reason'] ?? null,
      });
    }
  }

  end({ usage, model }: FinishedPart): Completion {
    const choices = [...this.choices.values()].toSorted(
      (one, other) => Number(one['index']) - Number(other['index']),
    );
    const completion = {
      ...this.base,
      object: 'chat.completion',
      model,
      choices: choices.map((choice) => toChoice(choice as unknown as Choice)),
      ...(usage !== null && { usage }),
    };
    return completion as Completion;
  }
}

function toChoice(choice: Choice): Choice {
  const { content, refusal, tool_calls: calls = [] } = choice.message;
  const isText = calls.length === 0 && !refusal;
  const message = {
    ...choice.message,
    content: content ?? (isText ? '' : null),
    ...(calls.length > 0 && { tool_calls: calls.map(withoutIndex) }),
  };
  return { ...choice, message };
}

/** Only pieces of a call say which one they belong to. */
function withoutIndex<Call extends object>(call: Call & { readonly index?: number }): Call {
  const { index: _index, ...whole } = call;
  return whole as unknown as Call;
}

/**
 * Joins values piece by piece. What came before is copied once and added to from then on: copied for each piece, an
 * answer of many pieces would take a time that grows with the square of their number.
 */
class Joiner {
  /** Objects that were made here, and may be changed. */
  private readonly fields = new WeakSet<object>();
  /** Arrays that were made here, with the places of their items by the items' indexes. */
  private readonly places = new WeakMap<unknown[], Map<number, number>>();

  value(name: string, before: unknown, after: unknown): unknown {
    if (after === null || after === undefined) return before ?? after;
    if (before === null || before === undefined) return Array.isArray(after) ? this.items([], after) : after;
    if (typeof before === 'string' && typeof after === 'string') {
      return WHOLE_TEXTS.has(name) ? after || before : before + after;
    }
    // Each piece has whole ones, whatever it counts them by.
    if (name === 'images' && Array.isArray(before) && Array.isArray(after))
      return this.appended(before, after);
    if (Array.isArray(before) && Array.isArray(after)) return this.items(before, after);
    return isFields(before) && isFields(after) ? this.joined(before, after) : after;
  }

  private joined(before: Fields, after: Fields): Fields {
    const own: Record<string, unknown> = this.fields.has(before) ? before : { ...before };
    this.fields.add(own);
    for (const [name, value] of Object.entries(after)) own[name] = this.value(name, own[name], value);
    return own;
  }

  private appended(before: readonly unknown[], after: readonly unknown[]): unknown[] {
    const items = this.ownItems(before);
    for (const item of after) items.push(item);
    return items;
  }

  /** Items with an index are pieces of the one that it names. */
  private items(before: readonly unknown[], after: readonly unknown[]): unknown[] {
    const items = this.ownItems(before);
    const places = this.places.get(items)!;
    for (const item of after) {
      const index = indexOf(item);
      const place = index === null ? undefined : places.get(index);
      const known = place === undefined ? undefined : items[place];
      if (place !== undefined && isFields(known) && isFields(item)) items[place] = this.joined(known, item);
      else add(item, items, places);
    }
    return items;
  }

  private ownItems(before: readonly unknown[]): unknown[] {
    if (this.places.has(before as unknown[])) return before as unknown[];
    const [items, places] = [[] as unknown[], new Map<number, number>()];
    for (const item of before) add(item, items, places);
    this.places.set(items, places);
    return items;
  }
}

/** The first with an index is the one that pieces belong to. */
function add(item: unknown, items: unknown[], places: Map<number, number>): void {
  const index = indexOf(item);
  if (index !== null && !places.has(index)) places.set(index, items.length);
  items.push(item);
}

function indexOf(item: unknown): number | null {
  const index = isFields(item) ? item['index'] : undefined;
  return typeof index === 'number' ? index : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
