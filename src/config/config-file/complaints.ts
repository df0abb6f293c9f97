import type { ErrorObject } from 'ajv';
import leven from 'leven';
import { acceptedBy } from './accepted-by.js';
import type { ConfigDocument } from './config-document.js';
import { nameOf, type ConfigPath } from './config-path.js';

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
