import { isObject } from './fields.js';

/**
 * Whether every store keeps a text, and reads it out of JSON. PostgreSQL does neither with U+0000, and half of a pair of
 * UTF-16 is no character.
 */
export function isKept(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** Where in a value of JSON there is a text that is not kept, as the names of fields that lead there; `null` = nowhere. */
export function unkeptIn(value: unknown): readonly string[] | null {
  if (typeof value === 'string') return isKept(value) ? null : [];
  if (!isObject(value) && !Array.isArray(value)) return null;
  for (const [name, field] of Object.entries(value)) {
    // it cannot be shown
    if (!isKept(name)) return [];
    const found = unkeptIn(field);
    if (found) return [name, ...found];
  }
  return null;
}
