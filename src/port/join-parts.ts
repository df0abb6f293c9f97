import type { Completion, CompletionChunk, FinishedPart, StreamPart } from './canonical.js';

type Fields = Readonly<Record<string, unknown>>;
type Choice = Completion['choices'][number];

/** Later ones replace earlier ones; other texts are pieces of one. */
const WHOLE_TEXTS = new Set(['role', 'id', 'type', 'name', 'format', 'signature']);
const NOTHING_SAID: Fields = Object.freeze({ role: 'assistant', content: null, refusal: null });

/**
 * The whole answer of a stream: texts joined, tool calls by their index, each choice with its own end.
 * @throws what the stream fails with.
 */
export async function joinParts(parts: AsyncIterable<StreamPart>): Promise<Completion> {
  const answer = new JoinedAnswer();
  for await (const part of parts) {
    if (part.type === 'finished') return answer.end(part);
    answer.add(part.chunk);
  }
  throw new Error('The stream ended without its finished part.');
}

class JoinedAnswer {
  private base: Fields = {};
  private readonly choices = new Map<number, Fields>();

  add({ choices, usage: _usage, ...base }: CompletionChunk): void {
    this.base = { ...this.base, ...base };
    for (const { index, delta, logprobs, finish_reason: reason, ...rest } of choices) {
      const before: Fields = this.choices.get(index) ?? { message: NOTHING_SAID };
      this.choices.set(index, {
        ...before,
        ...rest,
        index,
        message: joinedValue('message', before['message'], delta),
        logprobs: joinedValue('logprobs', before['logprobs'], logprobs) ?? null,
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

function joinedFields(before: Fields, after: Fields): Fields {
  const joined: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(after)) joined[name] = joinedValue(name, before[name], value);
  return joined;
}

function joinedValue(name: string, before: unknown, after: unknown): unknown {
  if (after === null || after === undefined) return before ?? after;
  if (before === null || before === undefined) return Array.isArray(after) ? joinedItems([], after) : after;
  if (typeof before === 'string' && typeof after === 'string') {
    return WHOLE_TEXTS.has(name) ? after || before : before + after;
  }
  if (Array.isArray(before) && Array.isArray(after)) return joinedItems(before, after);
  return isFields(before) && isFields(after) ? joinedFields(before, after) : after;
}

/** Items with an index are pieces of the one that it names. */
function joinedItems(before: readonly unknown[], after: readonly unknown[]): unknown[] {
  const items = [...before];
  for (const item of after) {
    const index = isFields(item) ? item['index'] : undefined;
    const place =
      typeof index === 'number' ? items.findIndex((one) => isFields(one) && one['index'] === index) : -1;
    const known = items[place];
    if (isFields(known) && isFields(item)) items[place] = joinedFields(known, item);
    else items.push(item);
  }
  return items;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
