import type { OpenAPIObject } from '@nestjs/swagger';
import { errorExamples } from './error-examples.js';
import type { ProviderDefinition } from '../llm-providers/port/provider-definition.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['post']>;
type ResponseOrReference = Operation['responses'][string];

/** The prompt route as it is for one provider: no path parameter, its own heading, text and example. */
export function providerPath(item: PathItem, definition: ProviderDefinition): PathItem {
  return item.post ? { ...item, post: providerOperation(item.post, definition) } : item;
}

function providerOperation(operation: Operation, definition: ProviderDefinition): Operation {
  const { id, displayName } = definition;
  return {
    ...operation,
    operationId: `prompt_${id}`,
    tags: [displayName],
    summary: `Send a prompt to ${displayName}`,
    description: [operation.description, aboutProvider(definition)].join('\n\n'),
    parameters: (operation.parameters ?? []).filter((parameter) => !isProviderParameter(parameter)),
    responses: withErrorExamples(operation.responses, definition),
    ...(operation.requestBody && {
      requestBody: withExample(operation.requestBody, exampleBody(definition)),
    }),
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

function withExample(body: NonNullable<Operation['requestBody']>, example: object) {
  if ('$ref' in body) return body;
  const content = Object.entries(body.content).map(([type, media]) => [type, { ...media, example }] as const);
  return { ...body, content: Object.fromEntries(content) };
}

function withErrorExamples(
  responses: Operation['responses'],
  definition: ProviderDefinition,
): Operation['responses'] {
  const changed: Operation['responses'] = {};
  for (const [status, response] of Object.entries(responses)) {
    changed[status] = status.startsWith('2') ? response : withExamples(response, definition, Number(status));
  }
  return changed;
}

function withExamples(response: ResponseOrReference, definition: ProviderDefinition, status: number) {
  if (!response || '$ref' in response) return response;
  const json = { ...response.content?.['application/json'], examples: errorExamples(definition, status) };
  return { ...response, content: { 'application/json': json } };
}

function isProviderParameter(parameter: NonNullable<Operation['parameters']>[number]): boolean {
  return 'name' in parameter && parameter.name === 'provider';
}
