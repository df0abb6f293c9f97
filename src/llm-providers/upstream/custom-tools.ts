import type { ChunkPart, Completion, CompletionRequest, StreamPart } from '../../port/canonical.js';
import { CUSTOM_INPUT } from '../../port/called-tool.js';
import { customFunction, customInput, customReason } from '../../port/custom-tool.js';
import type { TranslationLoss } from '../../port/provider-definition.js';
import { isObject, objectsOf, type Fields } from './wire-fields.js';

/**
 * Custom tools of a request, which take a text, as functions with one text, for wires that know functions alone: the tools,
 * the choice of one, and calls of a history. Source: openai 7.59.0, `ChatCompletionCustomTool`, read 2026-12-01.
 * @returns the same object where it has none.
 */
export function withoutCustomTools<Request extends CompletionRequest>(request: Request): Request {
  const { tools, tool_choice: choice, messages } = request as Request & Fields;
  const isCustom = (holder: unknown) => isObject(holder) && holder['type'] === 'custom';
  const calls = objectsOf(messages).flatMap((message) => objectsOf(message['tool_calls']));
  if (![...objectsOf(tools), choice, ...calls].some(isCustom)) return request;
  return {
    ...request,
    ...(Array.isArray(tools) && { tools: tools.map(toFunctionTool) }),
    ...(isCustom(choice) && { tool_choice: inFunction(choice, ({ name }) => ({ name })) }),
    ...(isObject(choice) && isObject(choice['allowed_tools']) && { tool_choice: withAllowed(choice) }),
    messages: objectsOf(messages).map(withFunctionCalls),
  };
}

/** The first of them; a model may write what their grammar does not allow. */
export function lossOfCustomTools(request: object): TranslationLoss[] {
  const customs = objectsOf((request as Fields)['tools']).flatMap(({ type, custom }, at) =>
    type === 'custom' && isObject(custom) ? [{ at, custom }] : [],
  );
  const [first] = customs;
  if (first === undefined) return [];
  const where = customs.length > 1 ? ` (in ${customs.length} tools)` : '';
  return [{ parameter: `tools[${first.at}]`, action: 'changed', reason: customReason(first.custom) + where }];
}

/** The answer in the words that its request was in. */
export function inCustomCalls(answer: Completion, request: CompletionRequest): Completion {
  const names = customNames(request);
  if (names.size === 0) return answer;
  const choices = answer.choices.map(({ message, ...choice }) => {
    const own = message.tool_calls?.map((call) => toCustomCall(call, names));
    return { ...choice, message: { ...message, ...(own && { tool_calls: own }) } };
  });
  return { ...answer, choices: choices as Completion['choices'] };
}

/** The same of a stream: that a tool is called is told at once, with what at the end of its choice. */
export function partsInCustomCalls(
  parts: AsyncIterable<StreamPart>,
  request: CompletionRequest,
): AsyncIterable<StreamPart> {
  const names = customNames(request);
  return names.size === 0 ? parts : renamed(parts, names);
}

type Names = ReadonlySet<unknown>;
type ChunkChoice = ChunkPart['chunk']['choices'][number];
/** Arguments so far of the calls of a choice, by their places. */
type OpenCalls = Map<unknown, string>;

async function* renamed(
  parts: AsyncIterable<StreamPart>,
  names: Names,
): AsyncGenerator<StreamPart, void, undefined> {
  const open = new Map<number, OpenCalls>();
  for await (const part of parts) {
    if (part.type !== 'chunk') {
      yield part;
      continue;
    }
    const { chunk } = part;
    const choices = chunk.choices.flatMap((choice) => {
      const calls = open.get(choice.index) ?? new Map<unknown, string>();
      open.set(choice.index, calls);
      return inPieces(choice, calls, names);
    });
    yield { ...part, chunk: { ...chunk, choices } };
  }
}

/** A piece of a choice; where it ends, what its tools were called with comes before. */
function inPieces(choice: ChunkChoice, open: OpenCalls, names: Names): ChunkChoice[] {
  const { tool_calls: pieces, ...others } = choice.delta as Fields;
  const told = objectsOf(pieces).flatMap((piece) => takePiece(piece, open, names));
  const ends = choice.finish_reason !== null && choice.finish_reason !== undefined;
  const inputs = ends
    ? [...open].map(([index, args]) => ({ index, custom: { input: customInput(args) } }))
    : [];
  if (ends) open.clear();
  const calls = [...told, ...inputs];
  const delta = { ...others, ...(calls.length > 0 && { tool_calls: calls }) } as ChunkChoice['delta'];
  return ends || Object.keys(delta).length > 0 ? [{ ...choice, delta }] : [];
}

function takePiece(piece: Fields, open: OpenCalls, names: Names): Fields[] {
  const { index, function: called } = piece;
  const { name, arguments: args }: Fields = isObject(called) ? called : {};
  const text = typeof args === 'string' ? args : '';
  const before = open.get(index);
  if (before !== undefined) {
    open.set(index, before + text);
    return [];
  }
  if (!names.has(name)) return [piece];
  open.set(index, text);
  return [inCustom(piece, { name, input: '' })];
}

function toCustomCall(call: unknown, names: Names): unknown {
  const called = isObject(call) ? call['function'] : null;
  if (!isObject(call) || !isObject(called) || !names.has(called['name'])) return call;
  const { name, arguments: args } = called;
  return inCustom(call, { name, input: customInput(typeof args === 'string' ? args : '') });
}

function inCustom({ function: _called, ...call }: Fields, custom: Fields): Fields {
  return { ...call, type: 'custom', custom };
}

/** Of several tools with one name the last one is offered. */
function customNames({ tools }: CompletionRequest): Names {
  const names = new Set<unknown>();
  for (const { type, custom, function: called } of objectsOf(tools)) {
    if (type === 'custom' && isObject(custom)) names.add(custom['name']);
    else if (isObject(called)) names.delete(called['name']);
  }
  return names;
}

function toFunctionTool(tool: unknown): unknown {
  return inFunction(tool, (custom) => customFunction(custom['name'], custom));
}

function withAllowed(choice: Fields): Fields {
  const allowed = choice['allowed_tools'] as Fields;
  const tools = objectsOf(allowed['tools']).map((tool) => inFunction(tool, ({ name }) => ({ name })));
  return { ...choice, allowed_tools: { ...allowed, tools } };
}

function withFunctionCalls(message: Fields): Fields {
  const { tool_calls: calls } = message;
  if (!Array.isArray(calls)) return message;
  const toArguments = ({ name, input }: Fields) => ({
    name,
    arguments: JSON.stringify({ [CUSTOM_INPUT]: input ?? '' }),
  });
  return { ...message, tool_calls: calls.map((call: unknown) => inFunction(call, toArguments)) };
}

/** What is of another type, or holds no custom tool, is left as it is. */
function inFunction(holder: unknown, toFunction: (custom: Fields) => Fields): unknown {
  if (!isObject(holder) || holder['type'] !== 'custom' || !isObject(holder['custom'])) return holder;
  const { custom, ...others } = holder;
  return { ...others, type: 'function', function: toFunction(custom) };
}
