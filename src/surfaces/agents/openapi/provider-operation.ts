import { keyMissingExample } from './error-examples.js';
import { requestOf } from './provider-request.js';
import {
  nameOf,
  toExampleObject,
  type Operation,
  type Response,
  type SharedResponses,
} from '../../../openapi/share-responses.js';
import type { ProviderDefinition } from '../../../port/provider-definition.js';

type Components = SharedResponses['components'];

/** The prompt route as it is for one provider: no path parameter, its own heading, text and examples. */
export function providerOperation(
  operation: Operation,
  definition: ProviderDefinition,
  components: Components,
): Operation {
  const { id, displayName } = definition;
  const { parameters = [], ...rest } = operation;
  const others = parameters.filter((parameter) => !('name' in parameter && parameter.name === 'provider'));
  return {
    ...rest,
    operationId: `prompt_${id}`,
    tags: [displayName],
    summary: `Send a prompt to ${displayName}`,
    description: [operation.description, aboutProvider(definition)].join('\n\n'),
    ...(others.length > 0 && { parameters: others }),
    ...(operation.requestBody && {
      requestBody: ofProvider(operation.requestBody, definition),
    }),
    responses: { ...operation.responses, ...ownResponses(definition, components) },
  };
}

function aboutProvider({ apiKeyVariable, defaultModel, isSimulated, modelNote }: ProviderDefinition): string {
  const key =
    apiKeyVariable === null ? 'Needs no key.' : `The gateway's key comes from \`${apiKeyVariable}\`.`;
  const simulated = isSimulated ? '**A simulator: no model answers.** ' : '';
  return [`${simulated}${key} Default model: \`${defaultModel}\`.`, modelNote].filter(Boolean).join('\n\n');
}

function exampleBody({ defaultModel }: ProviderDefinition) {
  return { prompt: 'Say hello in one sentence.', model: defaultModel };
}

function ofProvider(body: NonNullable<Operation['requestBody']>, definition: ProviderDefinition) {
  if ('$ref' in body) return body;
  const example = exampleBody(definition);
  const content = Object.entries(body.content).map(([type, media]) => {
    const schema = media.schema && { schema: requestOf(definition, media.schema) };
    return [type, { ...media, ...schema, example }] as const;
  });
  return { ...body, content: Object.fromEntries(content) };
}

/** Only a missing key reads differently for each provider: the variable to set is its own. */
function ownResponses(definition: ProviderDefinition, { responses }: Components): Operation['responses'] {
  const missing = keyMissingExample(definition);
  if (missing === null) return {};
  const response = responses?.[nameOf(String(missing.status))];
  if (response === undefined || '$ref' in response) return {};
  return { [missing.status]: withExampleFirst(response, missing.code, toExampleObject(missing)) };
}

/** Swagger UI opens with the first one. */
function withExampleFirst(response: Response, name: string, example: object): Response {
  const json = response.content?.['application/json'];
  const examples = { [name]: example, ...json?.examples };
  return { ...response, content: { 'application/json': { ...json, examples } } };
}
