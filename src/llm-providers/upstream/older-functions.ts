import type { Completion, CompletionRequest, StreamPart } from '../../port/canonical.js';
import { isObject, objectsOf, type Fields } from './wire-fields.js';

/**
 * What was there before tools, `functions` and `function_call`, in words of tools, for wires that know these alone. One
 * call at a time is asked for, as callers of functions take no more.
 * Source: openai 7.57.0, resources/chat/completions, read 2026-11-29.
 * @returns the same object where nothing of it is used.
 */
export function inTools<Request extends CompletionRequest>(request: Request): Request {
  const { functions, function_call: wanted, messages, ...others } = request as Request & Fields;
  const said = Array.isArray(messages) ? inCalls(messages) : messages;
  const offered = objectsOf(functions).map((definition) => ({ type: 'function', function: definition }));
  const isOlder = 'functions' in request || 'function_call' in request;
  if (said === messages && !isOlder) return request;
  const own: Fields = others;
  const tools = [...objectsOf(own['tools']), ...offered];
  const choice = own['tool_choice'] ?? toToolChoice(wanted);
  return {
    ...own,
    ...(offered.length > 0 && { parallel_tool_calls: false }),
    messages: said,
    ...(tools.length > 0 && {
      tools,
      ...(choice !== undefined && choice !== null && { tool_choice: choice }),
    }),
  } as unknown as Request;
}

function toToolChoice(wanted: unknown): unknown {
  return isObject(wanted) ? { type: 'function', function: wanted } : wanted;
}

/** Calls in a history have no ids: the answer of a function is that of the last one with its name. */
function inCalls(messages: readonly unknown[]): readonly unknown[] {
  const open: { readonly id: string; readonly name: unknown }[] = [];
  const said = messages.map((message, at) => {
    const { role, function_call: called, ...others } = isObject(message) ? message : {};
    if (role === 'assistant' && isObject(called) && objectsOf(others['tool_calls']).length === 0) {
      const id = `function_${at}`;
      open.push({ id, name: called['name'] });
      return { ...others, role, tool_calls: [{ id, type: 'function', function: called }] };
    }
    const place = role === 'function' ? open.findLastIndex(({ name }) => name === others['name']) : -1;
    const [call] = place < 0 ? [] : open.splice(place, 1);
    return call ? { role: 'tool', tool_call_id: call.id, content: others['content'] ?? '' } : message;
  });
  return said.some((message, at) => message !== messages[at]) ? said : messages;
}

/** True for who knows functions, and no tools: the answer has to call one as they do. */
function knowsFunctions(request: CompletionRequest): boolean {
  return objectsOf(request.functions).length > 0 && objectsOf(request.tools).length === 0;
}

/** The answer in the words that its request was in. */
export function inFunctions(answer: Completion, request: CompletionRequest): Completion {
  if (!knowsFunctions(request)) return answer;
  const choices = answer.choices.map(({ message, finish_reason: reason, ...choice }) => ({
    ...choice,
    message: withFunction(message),
    finish_reason: toReason(reason),
  }));
  return { ...answer, choices: choices as Completion['choices'] };
}

/** The same of a stream. */
export function partsInFunctions(
  parts: AsyncIterable<StreamPart>,
  request: CompletionRequest,
): AsyncIterable<StreamPart> {
  return knowsFunctions(request) ? renamed(parts) : parts;
}

async function* renamed(parts: AsyncIterable<StreamPart>): AsyncGenerator<StreamPart, void, undefined> {
  for await (const part of parts) {
    if (part.type === 'finished') {
      yield { ...part, finishReason: toReason(part.finishReason) };
      continue;
    }
    const choices = part.chunk.choices.map(({ delta, finish_reason: reason, ...choice }) => ({
      ...choice,
      delta: withFunction(delta),
      finish_reason: toReason(reason),
    }));
    yield { ...part, chunk: { ...part.chunk, choices } };
  }
}

/** Of the calls of a message, or of pieces of one, the first: there is no place for others. */
function withFunction(said: object): object {
  const { tool_calls: calls, ...others } = said as Fields;
  if (calls === undefined) return said;
  const [first] = objectsOf(calls);
  const called = (first?.['index'] ?? 0) === 0 ? first?.['function'] : undefined;
  return { ...others, ...(isObject(called) && { function_call: called }) };
}

function toReason<Reason>(reason: Reason): Reason {
  return (reason === 'tool_calls' ? 'function_call' : reason) as Reason;
}
