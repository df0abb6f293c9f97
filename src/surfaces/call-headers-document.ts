import type { OpenAPIObject } from '@nestjs/swagger';
import type { SurfaceDocument } from '../openapi/surface-document.js';
import { EXPLANATION } from './explanation-schema.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['post']>;
type Responses = Operation['responses'];
type Parameters = NonNullable<NonNullable<OpenAPIObject['components']>['parameters']>;

const text = { type: 'string' } as const;
/** As they are parsed, but for blanks and commas that say nothing. */
const TAG =
  '[A-Za-z0-9_.-]{1,64}=[!-+\\--<>-~\\u00a1-\\u00ff]([ -+\\--<>-~\\u00a0-\\u00ff]{0,198}[!-+\\--<>-~\\u00a1-\\u00ff])?';
const header = (name: string, description: string, schema: object): Parameters[string] => ({
  name,
  in: 'header',
  required: false,
  description,
  schema,
});

/** What a request of a model may say of itself, on every surface. */
const HEADERS: Parameters = {
  IdempotencyKey: header(
    'Idempotency-Key',
    'For 24 hours the same request with the same key gets the same answer (`idempotent-replayed: true`), at no cost: 409 while the first is under way, 422 for another request. An answer that is larger than `IDEMPOTENCY_MAX_ANSWER_BYTES` is not kept.',
    { ...text, minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+( [\\x21-\\x7e]+)*$' },
  ),
  Explain: header('x-tollgate-explain', '`true`: tells what would become of the request, and asks nobody.', {
    ...text,
    enum: ['true', 'false'],
  }),
  MaxCostUsd: header(
    'x-max-cost-usd',
    'What the request may cost at most, in US dollars; 402 where it could cost more.',
    { ...text, pattern: '^\\d{1,30}(\\.\\d{1,60})?$', example: '0.05' },
  ),
  Tags: header(
    'x-tollgate-tags',
    'Tags of this request, beside those of its key, which it cannot change; for budgets and reports.',
    { ...text, pattern: `^(${TAG}(, ?${TAG}){0,31})?$`, example: 'project=apollo,env=ci' },
  ),
  Session: header('x-tollgate-session', 'The conversation that the request belongs to.', text),
};

/** Such an address counts tokens, takes back an answer, or reaches no model. */
const COSTS_NOTHING = /count_?tokens$|\/cancel$|^\/(admin|console)\//i;

/** The headers of requests that may cost money, and the answer that explains one, in the document. */
export const CALL_HEADERS_DOCUMENT: SurfaceDocument = Object.freeze<SurfaceDocument>({
  introductionOf: () =>
    'Whatever may cost money takes an `Idempotency-Key`, a bound on its cost (`x-max-cost-usd`), tags and the name of a conversation; with `x-tollgate-explain: true` it is explained, and not done.',
  tagsOf: () => [],
  describe: (document) => {
    const { components = {} } = document;
    return {
      ...document,
      components: {
        ...components,
        parameters: { ...components.parameters, ...HEADERS },
        schemas: { ...components.schemas, Explanation: EXPLANATION },
        ...(components.responses && { responses: explained(components.responses, ['OK']) }),
      } as NonNullable<OpenAPIObject['components']>,
      paths: Object.fromEntries(
        Object.entries(document.paths).map(([path, item]) => [path, withHeaders(path, item)]),
      ),
    };
  },
});

function withHeaders(path: string, item: PathItem): PathItem {
  const { post } = item;
  if (!post || COSTS_NOTHING.test(path)) return item;
  const headers = Object.keys(HEADERS).map((name) => ({ $ref: `#/components/parameters/${name}` }));
  return {
    ...item,
    post: {
      ...post,
      parameters: [...(post.parameters ?? []), ...headers],
      responses: explained(post.responses, ['200']),
    },
  };
}

/** Good answers, one of which may be an explanation. */
function explained(responses: Responses, names: readonly string[]): Responses {
  const entries = Object.entries(responses).map(
    ([name, response]) => [name, names.includes(name) ? orExplanation(response) : response] as const,
  );
  return Object.fromEntries(entries);
}

function orExplanation(response: Responses[string]): Responses[string] {
  if (!response || '$ref' in response) return response;
  const json = response.content?.['application/json'];
  if (!json?.schema) return response;
  const anyOf = [json.schema, { $ref: '#/components/schemas/Explanation' }];
  return {
    ...response,
    content: { ...response.content, 'application/json': { ...json, schema: { anyOf } } },
  };
}
