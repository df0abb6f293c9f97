import { isObject, type Fields } from '../common/fields.js';
import { readArguments } from './call-arguments.js';
import { CUSTOM_INPUT } from './called-tool.js';

const ONE_TEXT = Object.freeze({
  type: 'object',
  properties: { [CUSTOM_INPUT]: { type: 'string', description: 'The whole input of the tool, as it is.' } },
  required: [CUSTOM_INPUT],
  additionalProperties: false,
});

/**
 * The definition of a custom tool, as chat completions or the Responses API have it, as one of a function with one text.
 * @param name by which the model knows it.
 */
export function customFunction(name: unknown, definition: Fields): Fields {
  return { name, description: descriptionOf(definition), parameters: ONE_TEXT };
}

/** What is told of it. */
export function customReason({ format }: Fields): string {
  const isHeld = isObject(format) && format['type'] === 'grammar';
  const grammar = isHeld ? ', and nothing holds it to its grammar' : '';
  return `the model is shown a custom tool as a function with one text${grammar}`;
}

/** The text of a call of such a function; arguments that have none, as of a call that was cut off, are shown as they are. */
export function customInput(args: string): string {
  const input = readArguments(args)?.[CUSTOM_INPUT];
  return typeof input === 'string' ? input : args;
}

/** The grammar is told, and nothing holds the model to it. */
function descriptionOf({ description, format }: Fields): string {
  const said = typeof description === 'string' ? description : '';
  const { grammar, ...flat }: Fields = isObject(format) ? format : {};
  const { syntax, definition } = isObject(grammar) ? grammar : flat;
  if (typeof definition !== 'string') return said;
  const ofSyntax = typeof syntax === 'string' ? ` (${syntax})` : '';
  return `${said}\n\nThe input follows this grammar${ofSyntax}:\n${definition}`.trim();
}
