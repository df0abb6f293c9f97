import { argumentsIn } from '../../port/call-arguments.js';
import type { TranslationLoss } from '../../port/provider-definition.js';
import { takesDescription } from './described-schema.js';
import { isObject, objectsOf, type Fields } from './wire-fields.js';

/** Names that something is true of: a set, or what tells as one does. */
type Names = Pick<ReadonlySet<string>, 'has'>;

/** Fields that an adapter has words for; `null` = all of them travel. */
export interface Carried {
  /** Of a message, besides `OF_EVERY_MESSAGE`. */
  readonly message: ReadonlySet<string>;
  readonly part: Names | null;
  readonly image: ReadonlySet<string>;
  readonly file: ReadonlySet<string>;
  readonly tool: ReadonlySet<string> | null;
  readonly function: ReadonlySet<string>;
  /** Of `response_format`. */
  readonly format: ReadonlySet<string> | null;
}

/**
 * What every adapter reads, and what answers have beside it: clients send answers back as they came, and to tell each time
 * that a model is not told its own annotations would only hide what a caller really loses.
 */
const OF_EVERY_MESSAGE: ReadonlySet<string> = new Set(
  ['role', 'content', 'refusal', 'tool_calls', 'tool_call_id', 'function_call', 'extra_content'].concat([
    'annotations',
    'parsed',
    'reasoning',
    'reasoning_content',
    'reasoning_details',
    'thinking_blocks',
  ]),
);

/** The same of a call in a message. A signature is another vendor's, where no adapter reads it. */
const OF_EVERY_CALL: ReadonlySet<string> = new Set([
  'id',
  'type',
  'function',
  'custom',
  'index',
  'extra_content',
]);
/** And of the function that it calls; `parsed_arguments` is what OpenAI's SDK makes of them. */
const OF_EVERY_CALLED: ReadonlySet<string> = new Set(['name', 'arguments', 'parsed_arguments']);

/** Of the schema of a format; its name is a label, and all wires hold the model to the schema. */
const OF_EVERY_SCHEMA: ReadonlySet<string> = new Set(['name', 'schema', 'strict']);
const OF_DESCRIBED_SCHEMA: ReadonlySet<string> = new Set([...OF_EVERY_SCHEMA, 'description']);

/** Values that ask for nothing but what happens anyway. */
const DEFAULTS: ReadonlySet<unknown> = new Set([null, undefined, false, '', 'auto']);

/** These wires have one limit for an answer: of two that are given, the newer name of OpenAI's goes before the older. */
export function lossOfLimit(request: object): TranslationLoss[] {
  const { max_tokens: older, max_completion_tokens: newer } = request as Fields;
  const isLost = typeof older === 'number' && typeof newer === 'number' && older !== newer;
  const reason = 'max_completion_tokens is given, too, and there is one limit';
  return isLost ? [{ parameter: 'max_tokens', action: 'dropped', reason }] : [];
}

/** Calls of tools in a history whose arguments are no object, which these wires have in their place. */
export function lossOfArguments(request: object): TranslationLoss[] {
  const places = objectsOf((request as Fields)['messages']).flatMap((message, at) => [
    ...(isUnreadable(message['function_call']) ? [`messages[${at}].function_call.arguments`] : []),
    ...objectsOf(message['tool_calls']).flatMap(({ function: called }, call) =>
      isUnreadable(called) ? [`messages[${at}].tool_calls[${call}].function.arguments`] : [],
    ),
  ]);
  const [parameter] = places;
  if (parameter === undefined) return [];
  const where = places.length > 1 ? ` (in ${places.length} places)` : '';
  const reason = `it is no JSON object, and the model is told it as a text${where}`;
  return [{ parameter, action: 'changed', reason }];
}

function isUnreadable(called: unknown): boolean {
  const text = isObject(called) ? called['arguments'] : undefined;
  return typeof text === 'string' && argumentsIn(text) === null;
}

interface Lost {
  readonly path: string;
  places: number;
}

/**
 * Fields inside of `messages`, their calls, `tools`, `functions` and `response_format` that an adapter does not carry,
 * each kind once, with its first place.
 */
export function lossesIn(request: object, carried: Carried, reason: string): TranslationLoss[] {
  const { messages, tools, functions, response_format: format } = request as Fields;
  const losses = new Losses();
  objectsOf(messages).forEach((message, at) => takeMessage(message, `messages[${at}]`, carried, losses));
  objectsOf(tools).forEach((tool, at) => {
    losses.take('tool', tool, carried.tool, `tools[${at}]`);
    losses.take('function', tool['function'], carried.function, `tools[${at}].function`);
  });
  // What was there before tools: the same definitions, without a tool around them.
  objectsOf(functions).forEach((definition, at) => {
    losses.take('function', definition, carried.function, `functions[${at}]`);
  });
  if (isObject(format)) takeFormat(format, carried, losses);
  return losses.all.map(({ path, places }) => ({
    parameter: path,
    action: 'dropped',
    reason: places > 1 ? `${reason} (in ${places} places)` : reason,
  }));
}

function takeFormat(format: Fields, carried: Carried, losses: Losses): void {
  if (carried.format === null) return;
  losses.take('format', format, carried.format, 'response_format');
  const { json_schema: named } = format;
  const isDescribed = isObject(named) && takesDescription(named['schema']);
  const taken = isDescribed ? OF_DESCRIBED_SCHEMA : OF_EVERY_SCHEMA;
  losses.take('schema', named, taken, 'response_format.json_schema');
}

function takeMessage(message: Fields, path: string, carried: Carried, losses: Losses): void {
  const { role, name: _ofTool, ...fields } = message;
  // A result has the name of its function from the call that it answers.
  const told = role === 'tool' || role === 'function' ? fields : message;
  losses.take('message', told, carried.message, path);
  objectsOf(message['content']).forEach((part, at) => {
    const place = `${path}.content[${at}]`;
    losses.take('part', part, carried.part, place);
    losses.take('image', part['image_url'], carried.image, `${place}.image_url`);
    losses.take('file', part['file'], carried.file, `${place}.file`);
  });
  objectsOf(message['tool_calls']).forEach((call, at) => {
    const place = `${path}.tool_calls[${at}]`;
    losses.take('call', call, OF_EVERY_CALL, place);
    losses.take('called', call['function'], OF_EVERY_CALLED, `${place}.function`);
  });
  losses.take('called', message['function_call'], OF_EVERY_CALLED, `${path}.function_call`);
}

type Kind = keyof Carried | 'call' | 'called' | 'schema';

class Losses {
  private readonly byKind = new Map<string, Lost>();

  get all(): Lost[] {
    return [...this.byKind.values()];
  }

  take(kind: Kind, holder: unknown, carried: Names | null, path: string): void {
    if (carried === null || !isObject(holder)) return;
    const common = kind === 'message' ? OF_EVERY_MESSAGE : null;
    for (const [name, value] of Object.entries(holder)) {
      if (carried.has(name) || common?.has(name) || saysNothing(value)) continue;
      const lost = this.byKind.get(`${kind}.${name}`);
      if (lost) lost.places += 1;
      else this.byKind.set(`${kind}.${name}`, { path: `${path}.${name}`, places: 1 });
    }
  }
}

function saysNothing(value: unknown): boolean {
  return DEFAULTS.has(value) || (Array.isArray(value) && value.length === 0);
}
