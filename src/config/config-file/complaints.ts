import type { ErrorObject } from 'ajv';
import leven from 'leven';
import type { ConfigDocument } from './config-document.js';
import { nameOf, type ConfigPath } from './config-path.js';

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys to values',
};

/** Keywords whose parts complain for themselves. */
const SILENT = new Set(['if', 'propertyNames', 'allOf']);

/** What the schema found, in the operator's words: where, what, and what would be accepted. Values are not shown. */
export function toComplaints(errors: readonly ErrorObject[], document: ConfigDocument): string[] {
  const lines = errors
    .filter(({ keyword }) => !SILENT.has(keyword))
    .map((error) => toComplaint(error, document));
  return [...new Set(lines)];
}

function toComplaint(error: ErrorObject, document: ConfigDocument): string {
  const path = toPath(error.instancePath);
  if (error.keyword === 'additionalProperties') {
    const key = (error.params as { additionalProperty: string }).additionalProperty;
    return unknownKey([...path, key], knownKeys(error), document);
  }
  if (error.propertyName !== undefined) {
    const named = [...path, error.propertyName];
    return `${document.whereKey(named)}: ${nameOf(path)}: a key must be ${acceptedBy(error)}`;
  }
  return `${document.where(path)}: ${nameOf(path)} ${verdict(error)}`;
}

function verdict(error: ErrorObject): string {
  if (error.keyword === 'required') {
    return `needs ${(error.params as { missingProperty: string }).missingProperty}`;
  }
  if (error.data === null) {
    const isItem = /\/\d+$/.test(error.instancePath);
    return isItem ? 'is empty' : 'is empty; leave the key out, or give it a value';
  }
  return `must be ${acceptedBy(error)}`;
}

function acceptedBy({ keyword, params, schema, parentSchema }: ErrorObject): string {
  switch (keyword) {
    case 'pattern':
      return (parentSchema as { patternErrorMessage: string }).patternErrorMessage;
    case 'enum':
      return `one of ${(params as { allowedValues: string[] }).allowedValues.join(', ')}`;
    case 'type': {
      const types = [(params as { type: string | string[] }).type].flat().filter((type) => type !== 'null');
      const quotes =
        types.length === 1 && types[0] === 'string' ? ' (in quotes, where it looks like a number)' : '';
      return `${types.map((type) => TYPE_NAMES[type] ?? type).join(' or ')}${quotes}`;
    }
    case 'minItems':
      return 'a list with something in it';
    case 'uniqueItems':
      return 'a list that names each once';
    case 'minimum':
      return `${String(schema)} or more`;
    case 'exclusiveMinimum':
      return `more than ${String(schema)}`;
    case 'maximum':
      return `at most ${String(schema)}`;
    case 'maxItems':
      return `a list of at most ${String(schema)}`;
    default:
      return 'something else';
  }
}

function unknownKey(path: ConfigPath, known: readonly string[], document: ConfigDocument): string {
  const nearest = nearestTo(String(path.at(-1)), known);
  const hint = nearest === null ? `known are ${known.join(', ')}` : `did you mean ${nearest}?`;
  return `${document.whereKey(path)}: ${nameOf(path)}: there is no such key; ${hint}`;
}

function knownKeys({ parentSchema }: ErrorObject): string[] {
  return Object.keys((parentSchema as { properties: object }).properties);
}

/** The known key that was most likely meant; `null` = none is near. */
export function nearestTo(key: string, known: readonly string[]): string | null {
  const bare = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const meant = bare(key);
  const ranked = known
    .map((name) => ({ name, distance: bare(name).startsWith(meant) ? 0 : leven(meant, bare(name)) }))
    .toSorted((one, other) => one.distance - other.distance);
  const [best] = ranked;
  return best && meant !== '' && best.distance <= Math.max(2, meant.length / 3) ? best.name : null;
}

/** A JSON pointer, as Ajv writes it. */
function toPath(pointer: string): ConfigPath {
  const steps = pointer.split('/').slice(1);
  return steps
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
