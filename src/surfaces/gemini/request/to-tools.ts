import { isObject, type Fields } from '../../../common/fields.js';
import type { Losses } from './losses.js';
import { toJsonSchema } from './to-json-schema.js';
import { fieldsOf, listOf } from './wire-names.js';

const NO_PARAMETERS = Object.freeze({ type: 'object', properties: {} });
const CHOICES: Readonly<Record<string, string>> = { AUTO: 'auto', NONE: 'none', ANY: 'required' };

/** A function in canonical words, and where it came from. */
interface PlacedFunction {
  readonly definition: Fields;
  readonly origin: string;
}

interface TranslatedTools {
  readonly fields: Fields;
  /** Of the tools among them: `tools[0].functionDeclarations[1]`. */
  readonly origins: readonly string[];
}

/** Tools and their choice in canonical words; tools that Google itself runs are left out and told. */
export function toTools({ tools, toolConfig }: Fields, losses: Losses): TranslatedTools {
  const offered = listOf(tools ?? []).flatMap((tool, at) => functionsOf(tool, `tools[${at}]`, losses));
  const { functionCallingConfig, ...others } = fieldsOf(toolConfig);
  losses.dropsOthers(Object.keys(others), new Set(), 'toolConfig.');
  const { mode, allowedFunctionNames: names } = fieldsOf(functionCallingConfig);
  const allowed = Array.isArray(names) && names.length > 0 ? new Set<unknown>(names) : null;
  const left = allowed ? offered.filter(({ definition }) => allowed.has(definition['name'])) : offered;
  if (left.length === 0) {
    const isWanted = wordOf(mode) === 'ANY' || (allowed !== null && offered.length > 0);
    if (isWanted) losses.drops('toolConfig', 'no function is left that the model could call');
    return { fields: {}, origins: [] };
  }
  const choice = toChoice(mode, allowed ? left : []);
  if (choice === undefined && isGiven(mode))
    losses.changes('toolConfig', `a choice by the mode ${shown(mode)} is left to the model`);
  const fields = {
    tools: left.map(({ definition }) => ({ type: 'function', function: definition })),
    ...(choice !== undefined && { tool_choice: choice }),
  };
  return { fields, origins: left.map(({ origin }) => origin) };
}

function functionsOf(tool: Fields, path: string, losses: Losses): PlacedFunction[] {
  const { functionDeclarations, ...others } = tool;
  for (const name of Object.keys(others))
    losses.drops(
      'tools',
      `${/^\w{1,60}$/.test(name) ? name : 'another tool'} is run by Google, and no other has it`,
    );
  const functions = listOf(functionDeclarations);
  if (functions.some(({ response, responseJsonSchema: other }) => isObject(response) || isObject(other)))
    losses.drops('tools', 'what a function answers by its schema can be told to Gemini alone');
  return functions.map((declared, at) => ({
    definition: toFunction(declared),
    origin: `${path}.functionDeclarations[${at}]`,
  }));
}

function wordOf(mode: unknown): string {
  return typeof mode === 'string' ? mode.toUpperCase() : '';
}

/** `MODE_UNSPECIFIED` is no choice. */
function isGiven(mode: unknown): mode is string {
  return typeof mode === 'string' && !/^(MODE_UNSPECIFIED|)$/i.test(mode);
}

function shown(mode: string): string {
  return /^\w{1,40}$/.test(mode) ? mode : 'that was given';
}

function toFunction({ name, description, parameters, parametersJsonSchema: schema }: Fields): Fields {
  return {
    name,
    ...(typeof description === 'string' && { description }),
    parameters: isObject(schema) ? schema : (toJsonSchema(parameters) ?? NO_PARAMETERS),
  };
}

/** One function that must be called is named; of several, only those are offered. */
function toChoice(mode: unknown, allowed: readonly PlacedFunction[]): unknown {
  const word = wordOf(mode);
  const [only, ...others] = allowed;
  if (word === 'ANY' && only && others.length === 0)
    return { type: 'function', function: { name: only.definition['name'] } };
  return Object.hasOwn(CHOICES, word) ? CHOICES[word] : undefined;
}
