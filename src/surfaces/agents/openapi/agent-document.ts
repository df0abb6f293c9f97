import type { OpenAPIObject } from '@nestjs/swagger';
import { shareResponses, type SharedResponses } from '../../../openapi/share-responses.js';
import type { SurfaceDocument } from '../../../openapi/surface-document.js';
import type { ProviderDefinition } from '../../../port/provider-definition.js';
import { AGENTS_PATH } from '../agents-path.js';
import { withCommonRefusals } from './common-refusals.js';
import { sharedExamples } from './error-examples.js';
import { EVENT_SCHEMAS } from './event-schemas.js';
import { withPromptOrMessages } from './prompt-or-messages.js';
import { providerOperation } from './provider-operation.js';

const PROMPT_PATH = `/${AGENTS_PATH}/{provider}`;

/** The agent surface in the OpenAPI document: a heading and a path for each destination. */
export const AGENT_DOCUMENT: SurfaceDocument = Object.freeze<SurfaceDocument>({
  introductionOf,
  tagsOf: (destinations) => [...destinations.map(({ displayName }) => displayName), 'Providers'],
  describe: withProviderPaths,
});

/** Where the sandbox is disabled there is nothing to try without a key. */
function introductionOf(destinations: readonly ProviderDefinition[]): string {
  const simulator = destinations.find(({ isSimulated }) => isSimulated);
  if (!simulator) return `Prompts go to **POST /${AGENTS_PATH}/…**, one address for each provider.`;
  return `Try it without a key: open **POST /${AGENTS_PATH}/${simulator.id}**, press *Try it out*, then *Execute*. It is a simulator that runs inside the gateway: no model answers there, and nothing leaves this machine.`;
}

/** The one route with a parameter becomes a path for each provider, under the provider's own heading. */
function withProviderPaths(
  document: OpenAPIObject,
  definitions: readonly ProviderDefinition[],
): OpenAPIObject {
  const prompt = document.paths[PROMPT_PATH]?.post;
  if (!prompt) throw new Error(`The document has no ${PROMPT_PATH} to make the providers' paths of.`);
  const schemas = { ...document.components?.schemas, ...EVENT_SCHEMAS };
  const { paths, components } = shareResponses(document.paths, prompt, sharedExamples(definitions));
  const expanded = Object.entries(withCommonRefusals(paths)).flatMap(([path, item]) =>
    path === PROMPT_PATH
      ? providerPaths(item, definitions, components)
      : [[path, withExampleOf(definitions, item)] as const],
  );
  return {
    ...document,
    paths: Object.fromEntries(expanded),
    components: {
      ...document.components,
      ...components,
      schemas: {
        ...schemas,
        PromptRequest: withPromptOrMessages(schemas['PromptRequest']),
        Message: { ...schemas['Message'], additionalProperties: false },
      },
    },
  };
}

/** Where a path has a provider in it, the first that is served here is the example. */
function withExampleOf(
  [first]: readonly ProviderDefinition[],
  { get, ...item }: OpenAPIObject['paths'][string],
): OpenAPIObject['paths'][string] {
  const parameters = get?.parameters?.map((parameter) =>
    'name' in parameter && parameter.name === 'provider' ? { ...parameter, example: first?.id } : parameter,
  );
  return { ...item, ...(get && { get: { ...get, ...(parameters && { parameters }) } }) };
}

function providerPaths(
  { post, ...item }: OpenAPIObject['paths'][string],
  definitions: readonly ProviderDefinition[],
  components: SharedResponses['components'],
) {
  return definitions.map((definition) => {
    const operation = post && { post: providerOperation(post, definition, components) };
    return [`/${AGENTS_PATH}/${definition.id}`, { ...item, ...operation }] as const;
  });
}
