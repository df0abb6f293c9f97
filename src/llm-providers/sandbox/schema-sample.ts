import type { GatewayError } from '../../common/errors.js';
import { sandboxError } from './sandbox-errors.js';
import { isSchema, listOf, mergeSchemas, resolvePointer, typeOf, type JsonSchema } from './schema-reading.js';
import { sampleNumber, sampleString } from './schema-scalars.js';

const MAX_VALUES = 1_000;
const MAX_STRING_CHARACTERS = 10_000;
/** Where no value fits: `false`, or a reference that never ends. */
const NO_VALUE = Symbol('NO_VALUE');

/**
 * A value that fits a JSON schema (2020-12, in the main): types, const, enum, properties, items, bounds, formats,
 * local `$ref`, allOf, and the first branch of anyOf and oneOf that has a value. `pattern`, `not`, `if` and the
 * like are not obeyed.
 * @param param the request's field that holds the schema, for the error.
 * @throws GatewayError `provider.rejected` for a schema without a value, or with too large a one.
 */
export function sampleOfSchema(schema: unknown, param: string): unknown {
  const value = new SchemaSampler(schema, param).sample(schema, 0);
  if (value === NO_VALUE) throw refusal(param, 'it has no finite value');
  return value;
}

class SchemaSampler {
  private valuesLeft = MAX_VALUES;
  private readonly openReferences: string[] = ['#'];

  constructor(
    private readonly root: unknown,
    private readonly param: string,
  ) {}

  /** `variant` tells the items of one array apart. */
  sample(schema: unknown, variant: number): unknown {
    this.spend(1);
    if (schema === false) return NO_VALUE;
    if (!isSchema(schema)) return 'sample';
    if (typeof schema['$ref'] === 'string') return this.sampleReference(schema['$ref'], variant);
    if ('const' in schema) return schema['const'];
    if (Array.isArray(schema['enum'])) return oneOf(schema['enum'], variant);
    if (Array.isArray(schema['allOf'])) return this.sample(this.mergeAll(schema, schema['allOf']), variant);
    const branches = schema['anyOf'] ?? schema['oneOf'];
    if (Array.isArray(branches)) return this.sampleBranch(schema, branches, variant);
    return this.sampleType(schema, variant);
  }

  private spend(values: number): void {
    this.valuesLeft -= values;
    if (this.valuesLeft < 0) throw refusal(this.param, `it has more than ${MAX_VALUES} parts to fill`);
  }

  private sampleReference(reference: string, variant: number): unknown {
    if (this.openReferences.includes(reference)) return NO_VALUE;
    this.openReferences.push(reference);
    const value = this.sample(this.resolve(reference), variant);
    this.openReferences.pop();
    return value;
  }

  private resolve(reference: string): unknown {
    const target = resolvePointer(this.root, reference);
    if (target === undefined) throw refusal(this.param, 'a "$ref" in it leads nowhere');
    return target;
  }

  private mergeAll(schema: JsonSchema, parts: readonly unknown[]): JsonSchema {
    this.spend(parts.length);
    const { allOf: _parts, ...rest } = schema;
    const resolved = parts.map((part) =>
      isSchema(part) && typeof part['$ref'] === 'string' ? this.resolve(part['$ref']) : part,
    );
    return resolved.filter(isSchema).reduce(mergeSchemas, rest);
  }

  private sampleBranch(schema: JsonSchema, branches: readonly unknown[], variant: number): unknown {
    const { anyOf: _anyOf, oneOf: _oneOf, ...rest } = schema;
    for (const branch of branches) {
      const isPlain = isSchema(branch) && typeof branch['$ref'] !== 'string';
      const value = this.sample(isPlain ? mergeSchemas(rest, branch) : branch, variant);
      if (value !== NO_VALUE) return value;
    }
    return NO_VALUE;
  }

  private sampleType(schema: JsonSchema, variant: number): unknown {
    const type = typeOf(schema);
    if (type === 'object') return this.sampleObject(schema);
    if (type === 'array') return this.sampleArray(schema);
    if (type === 'null') return null;
    if (type === 'boolean') return variant % 2 === 0;
    if (type === 'number' || type === 'integer') return sampleNumber(schema, type === 'integer', variant);
    if (Number(schema['minLength']) > MAX_STRING_CHARACTERS)
      throw refusal(this.param, `it wants a string of more than ${MAX_STRING_CHARACTERS} characters`);
    return sampleString(schema, variant);
  }

  private sampleObject(schema: JsonSchema): unknown {
    const properties = isSchema(schema['properties']) ? schema['properties'] : {};
    const required = new Set(listOf(schema['required']).map(String));
    const entries: [string, unknown][] = [];
    for (const name of new Set([...Object.keys(properties), ...required])) {
      const isKnown = Object.hasOwn(properties, name);
      const value = this.sample(isKnown ? properties[name] : (schema['additionalProperties'] ?? {}), 0);
      if (value !== NO_VALUE) entries.push([name, value]);
      else if (required.has(name)) return NO_VALUE;
    }
    return Object.fromEntries(entries);
  }

  private sampleArray(schema: JsonSchema): unknown {
    const prefix = listOf(schema['prefixItems']);
    const minimum = Number(schema['minItems'] ?? 0);
    const wanted = Math.min(Math.max(minimum, prefix.length, 1), Number(schema['maxItems'] ?? Infinity));
    const items: unknown[] = [];
    while (items.length < wanted) {
      const value = this.sample(prefix[items.length] ?? schema['items'] ?? {}, items.length);
      if (value === NO_VALUE) return items.length >= minimum ? items : NO_VALUE;
      items.push(value);
    }
    return items;
  }
}

function oneOf(values: readonly unknown[], variant: number): unknown {
  return values.length === 0 ? NO_VALUE : values[variant % values.length];
}

function refusal(param: string, why: string): GatewayError {
  const explanation = `the simulator cannot fill the JSON schema in "${param}": ${why}.`;
  return sandboxError('provider.rejected', explanation, { param });
}
