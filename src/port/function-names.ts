import { createHash } from 'node:crypto';
import { isObject, type Fields } from '../common/fields.js';
import type { Completion, CompletionChunk, CompletionRequest, StreamPart } from './canonical.js';

/**
 * What every wire takes for the name of a function, but for Gemini's, which begins no name with a digit or a dash.
 * Anthropic's may have 128 characters, Gemini's dots and colons besides; OpenAI refuses both. Sources: openai 7.57.0,
 * `FunctionDefinition.name`; @google/genai 3.3.0, `FunctionDeclaration.name`; read 2026-11-29.
 */
const TAKEN = /^[\w-]{1,64}$/;
const MAX_CHARACTERS = 64;
const MARK_CHARACTERS = 8;

export function functionNameOf(name: string): string {
  return TAKEN.test(name) ? name : markedName(name);
}

/**
 * A name in letters that every wire takes, told apart by a mark from others with its beginning. The same for the same name
 * in each request, so that a conversation stays one prompt in a provider's cache.
 */
export function markedName(name: string): string {
  const mark = createHash('sha256').update(name).digest('hex').slice(0, MARK_CHARACTERS);
  const beginning = name.replace(/[^\w-]/g, '_').slice(0, MAX_CHARACTERS - MARK_CHARACTERS - 1);
  return `${beginning}_${mark}`;
}

/** Names of functions that a model has to know by another one, and back: callers see their own in both directions. */
export class FunctionNames {
  /** The caller's, by the model's; empty in most requests. */
  private readonly own = new Map<string, string>();

  /** @param nameOf the model's name of a function; the same where it is taken as it is. */
  constructor(private readonly nameOf: (name: string) => string = functionNameOf) {}

  /** @returns the same object where all names are taken as they are. */
  toModel(request: CompletionRequest): CompletionRequest {
    const { tools, tool_choice: choice, messages } = request as unknown as Fields;
    const named = {
      tools: changed(tools, (tool) => this.forModel(tool)),
      tool_choice: this.forModel(choice),
      messages: changed(messages, (message) => withCalls(message, (call) => this.forModel(call))),
    };
    return this.own.size === 0 ? request : { ...request, ...given(named) };
  }

  toOwn(completion: Completion): Completion {
    if (this.own.size === 0) return completion;
    const choices = changed(completion.choices, (choice) =>
      within(choice, 'message', (message) => withCalls(message, (call) => this.forCaller(call))),
    );
    return { ...completion, choices: choices as Completion['choices'] };
  }

  toOwnParts(parts: AsyncIterable<StreamPart>): AsyncIterable<StreamPart> {
    return this.own.size === 0 ? parts : this.renamed(parts);
  }

  private async *renamed(parts: AsyncIterable<StreamPart>): AsyncGenerator<StreamPart, void, undefined> {
    for await (const part of parts)
      yield part.type === 'chunk' ? { ...part, chunk: this.toOwnChunk(part.chunk) } : part;
  }

  private toOwnChunk(chunk: CompletionChunk): CompletionChunk {
    const choices = changed(chunk.choices, (choice) =>
      within(choice, 'delta', (delta) => withCalls(delta, (call) => this.forCaller(call))),
    );
    return choices === chunk.choices ? chunk : { ...chunk, choices: choices as CompletionChunk['choices'] };
  }

  private forModel(holder: unknown): unknown {
    return within(holder, 'function', (called) => {
      const name = isObject(called) ? called['name'] : null;
      if (!isObject(called) || typeof name !== 'string') return called;
      const known = this.nameOf(name);
      if (known === name) return called;
      this.own.set(known, name);
      return { ...called, name: known };
    });
  }

  /** A model may call as a custom tool what it was offered as a function. */
  private forCaller(call: unknown): unknown {
    const toOwn = (called: unknown) => {
      const own = isObject(called) ? this.own.get(String(called['name'])) : undefined;
      return isObject(called) && own !== undefined ? { ...called, name: own } : called;
    };
    return within(within(call, 'function', toOwn), 'custom', toOwn);
  }
}

function withCalls(message: unknown, change: (call: unknown) => unknown): unknown {
  return within(message, 'tool_calls', (calls) => changed(calls, change));
}

/** The same object where the change leaves its field as it was. */
function within(holder: unknown, name: string, change: (value: unknown) => unknown): unknown {
  if (!isObject(holder) || !(name in holder)) return holder;
  const value = change(holder[name]);
  return value === holder[name] ? holder : { ...holder, [name]: value };
}

function changed(list: unknown, change: (one: unknown) => unknown): unknown {
  if (!Array.isArray(list)) return list;
  const result = list.map(change);
  return result.some((one, at) => one !== list[at]) ? result : list;
}

function given(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
