import { isObject, objectsOf, type Fields } from '../upstream/wire-fields.js';

/** The Messages API takes these inside of a schema, and refuses them at its top (dearlordylord/huly-mcp#66). */
const UNIONS = ['anyOf', 'oneOf', 'allOf'] as const;

export function hasUnion(parameters: unknown): boolean {
  return isObject(parameters) && UNIONS.some((word) => Object.hasOwn(parameters, word));
}

/** Parameters of a function as the Messages API takes them: the schema of an object, which says so (Kilo-Org/kilocode#12238). */
export function toInputSchema(parameters: unknown): unknown {
  if (!isObject(parameters)) return parameters ?? { type: 'object', properties: {} };
  const schema: Fields = 'type' in parameters ? parameters : { type: 'object', ...parameters };
  return hasUnion(schema) ? offeredTogether(schema) : schema;
}

/** One object with the properties of all branches; required is what every choice of branches requires. */
function offeredTogether(schema: Fields): Fields {
  const { anyOf, oneOf, allOf, required, properties: own, ...others } = schema;
  const all = objectsOf(allOf);
  const branches = [{ properties: own }, ...all, ...objectsOf(anyOf), ...objectsOf(oneOf)];
  const names = new Set([
    ...namesIn(required),
    ...all.flatMap((branch) => namesIn(branch['required'])),
    ...inEach(objectsOf(anyOf)),
    ...inEach(objectsOf(oneOf)),
  ]);
  return {
    ...others,
    properties: joined(branches.map(({ properties }) => (isObject(properties) ? properties : {}))),
    ...(names.size > 0 && { required: [...names] }),
  };
}

/** A property that branches describe differently may be any of these. */
function joined(all: readonly Fields[]): Fields {
  const ways = new Map<string, Map<string, unknown>>();
  for (const [name, schema] of all.flatMap((properties) => Object.entries(properties))) {
    const known = ways.get(name) ?? new Map<string, unknown>();
    ways.set(name, known.set(JSON.stringify(schema), schema));
  }
  return Object.fromEntries(
    [...ways].map(([name, schemas]) => {
      const [only, ...more] = schemas.values();
      return [name, more.length === 0 ? only : { anyOf: [only, ...more] }];
    }),
  );
}

function inEach(branches: readonly Fields[]): string[] {
  const [first, ...others] = branches.map((branch) => namesIn(branch['required']));
  return (first ?? []).filter((name) => others.every((names) => names.includes(name)));
}

function namesIn(required: unknown): string[] {
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
}
