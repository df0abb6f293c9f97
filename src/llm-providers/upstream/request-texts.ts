import { isPrivate } from './quoted-texts.js';

/** Objects and arrays that are opened. */
const MAX_OPENED = 100_000;
/** JSON in texts, such as the arguments of tool calls, is opened as well: so many characters in one, and in all. */
const MAX_JSON = 100_000;
const MAX_JSON_IN_ALL = 500_000;

/** Shorter names of fields are words, and not looked for but where they look like an identifier. */
const SHORTEST_NAME = 12;
/** Names of JSON Schema that are as long as a private text, and not in lower case. */
const KNOWN_NAMES: ReadonlySet<string> = new Set(['additionalProperties', 'unevaluatedProperties']);

/** What the texts of a request end with. */
export type TextsTold =
  | 'all'
  /** It has more objects, or more JSON in texts, than are opened. */
  | 'some';

/**
 * Any text of a request, wherever it stands: messages, tool calls and their results, tools, `user`, metadata, stop,
 * prediction; and any name of a field in them that is long enough to be private, such as a key of arguments, of metadata
 * or of a schema. The name of the model is no text of the caller's. Nothing that the request is made of can make it throw.
 */
export function* requestTexts(request: unknown): Generator<string, TextsTold> {
  const waiting: object[] = [ownValues(request, 'model')];
  let json = 0;
  for (let opened = 0; opened < MAX_OPENED; opened += 1) {
    const next = waiting.pop();
    if (next === undefined) return 'all';
    for (const name of namesOf(next)) if (mayBePrivate(name)) yield name;
    for (const value of valuesOf(next)) {
      if (typeof value === 'object' && value !== null) waiting.push(value);
      if (typeof value !== 'string') continue;
      yield value;
      if (!mayBeJson(value)) continue;
      json += value.length;
      if (json > MAX_JSON_IN_ALL) return 'some';
      waiting.push(parsed(value));
    }
  }
  return 'some';
}

/** An array has none. */
function namesOf(value: object): readonly string[] {
  return Array.isArray(value) ? [] : Object.keys(value);
}

function mayBePrivate(name: string): boolean {
  return (name.length >= SHORTEST_NAME || isPrivate(name)) && !KNOWN_NAMES.has(name);
}

/** A getter may throw; what it hides could not be sent either. */
function valuesOf(value: object): readonly unknown[] {
  try {
    return Object.values(value);
  } catch {
    return ownValues(value);
  }
}

function ownValues(value: unknown, leftOut?: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(Object.getOwnPropertyDescriptors(value))
    .filter(([name]) => name !== leftOut)
    .map(([, property]) => property.value as unknown);
}

function mayBeJson(text: string): boolean {
  if (text.length > MAX_JSON) return false;
  const first = text.trimStart()[0];
  if (first !== '{' && first !== '[') return false;
  return text.trimEnd().endsWith(first === '{' ? '}' : ']');
}

/** Empty where it is none. */
function parsed(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    return [];
  }
}
