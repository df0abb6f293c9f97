import { STATUS_CODES } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { ErrorExample } from './error-example.js';

type Components = NonNullable<OpenAPIObject['components']>;
type PathItem = OpenAPIObject['paths'][string];
/** A method of a path, as the document tells it. */
export type Operation = NonNullable<PathItem['post']>;
/** A response that is written out, and no reference. */
export type Response = Exclude<NonNullable<Components['responses']>[string], { $ref: string }>;
type Responses = Readonly<Record<string, Response>>;

/** Responses that are told once, and the paths that refer to them. */
export interface SharedResponses {
  /** Each response of `operation` under the name of its status, with its examples. */
  readonly components: Pick<Components, 'responses' | 'headers' | 'examples'>;
  /** Refers to them, as does every other operation that answers the same. */
  readonly paths: OpenAPIObject['paths'];
}

/** Tells the responses of one operation once for all, so that a path more is a few lines more. */
export function shareResponses(
  paths: OpenAPIObject['paths'],
  operation: Operation,
  examples: readonly ErrorExample[],
): SharedResponses {
  const shared = inlineResponses(operation);
  const responses = Object.entries(shared).map(
    ([status, response]) => [nameOf(status), toComponent(response, examplesOf(status, examples))] as const,
  );
  const headers = Object.values(shared).map((response) => response.headers ?? {});
  return {
    components: {
      responses: Object.fromEntries(responses),
      headers: Object.assign({}, ...headers) as NonNullable<Components['headers']>,
      examples: Object.fromEntries(examples.map((example) => [example.code, toExampleObject(example)])),
    },
    paths: mapOperations(paths, (each) => ({ ...each, responses: referring(each.responses, shared) })),
  };
}

/** `TooManyRequests` for 429. */
export function nameOf(status: string): string {
  return (STATUS_CODES[status] ?? status).replace(/\W/g, '');
}

const ref = (section: keyof Components, name: string) => ({ $ref: `#/components/${section}/${name}` });

function inlineResponses({ responses }: Operation): Responses {
  const inline = Object.entries(responses).filter(
    (entry): entry is [string, Response] => entry[1] !== undefined && !('$ref' in entry[1]),
  );
  return Object.fromEntries(inline);
}

function toComponent(response: Response, examples: Readonly<Record<string, { $ref: string }>>): Response {
  const headers = Object.keys(response.headers ?? {}).map((name) => [name, ref('headers', name)] as const);
  const json = response.content?.['application/json'];
  return {
    ...response,
    headers: Object.fromEntries(headers),
    ...(Object.keys(examples).length > 0 && { content: { 'application/json': { ...json, examples } } }),
  };
}

function examplesOf(status: string, examples: readonly ErrorExample[]) {
  const entries = examples
    .filter((example) => String(example.status) === status)
    .map(({ code }) => [code, ref('examples', code)] as const);
  return Object.fromEntries(entries);
}

/** An example as OpenAPI writes it. */
export function toExampleObject({ value, description }: ErrorExample) {
  return { ...(description !== undefined && { description }), value };
}

function referring(responses: Operation['responses'], shared: Responses): Operation['responses'] {
  const changed = Object.entries(responses).map(([status, response]) => {
    const isShared = shared[status] !== undefined && isDeepStrictEqual(response, shared[status]);
    return [status, isShared ? ref('responses', nameOf(status)) : response] as const;
  });
  return Object.fromEntries(changed);
}

function mapOperations(
  paths: OpenAPIObject['paths'],
  map: (operation: Operation) => Operation,
): OpenAPIObject['paths'] {
  const entries = Object.entries(paths).map(([path, item]) => {
    const { get, post } = item;
    return [path, { ...item, ...(get && { get: map(get) }), ...(post && { post: map(post) }) }] as const;
  });
  return Object.fromEntries(entries);
}
