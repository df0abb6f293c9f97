import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv } from 'ajv';

const DOCUMENT = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'docs', 'openapi.json'), 'utf8'),
) as OpenAPIObject;
const ajv = new Ajv({ strict: false, formats: { 'date-time': true } });

type Answers = Readonly<Record<string, { content?: Record<string, { schema?: object }> }>>;

/** What of a GET's good answer is not as docs/openapi.json has it, which leaves no field of an object undescribed. */
export function breachesOfAnswer(path: string, body: object): readonly unknown[] {
  const responses = DOCUMENT.paths[path]?.get?.responses as unknown as Answers | undefined;
  return breaches(responses?.['200']?.content?.['application/json']?.schema, body);
}

/** The same of a schema that has a name there. */
export function breachesOfSchema(name: string, body: object): readonly unknown[] {
  return breaches(DOCUMENT.components?.schemas?.[name], body);
}

function breaches(schema: object | undefined, body: object): readonly unknown[] {
  if (!schema) throw new Error('the document describes no such answer');
  const isDescribed = ajv.compile(closed(schema) as object);
  return isDescribed(body) ? [] : (isDescribed.errors ?? []);
}

/** OpenAPI 3.0 says `nullable`; an object has no fields but those that are described. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, type, ...rest } = schema as Record<string, unknown>;
  const inside = Object.fromEntries(Object.entries(rest).map(([name, each]) => [name, closed(each)]));
  return {
    ...(rest['properties'] !== undefined && { additionalProperties: false }),
    ...inside,
    ...(typeof type === 'string' && { type: nullable === true ? [type, 'null'] : type }),
  };
}
