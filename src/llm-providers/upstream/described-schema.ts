import { isObject, type Fields } from './wire-fields.js';

/**
 * The schema of OpenAI's `json_schema`, with the description that stands beside it there: wires that have a schema alone
 * have a place for it in the schema. `null` = there is none.
 */
export function describedSchema({ schema, description }: Fields): Fields | null {
  if (!isObject(schema)) return null;
  const { description: own } = schema;
  const words = [description, own].filter((text) => typeof text === 'string' && text !== '');
  const isSame = !takesDescription(schema) || words.every((text) => text === own);
  return isSame ? schema : { ...schema, description: words.join('\n\n') };
}

/** Beside a reference other words count for nothing in older drafts, or are refused. */
export function takesDescription(schema: unknown): boolean {
  return !isObject(schema) || !Object.hasOwn(schema, '$ref');
}
