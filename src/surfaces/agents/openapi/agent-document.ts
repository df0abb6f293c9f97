import type { OpenAPIObject } from '@nestjs/swagger';
import { shareResponses, type SharedResponses } from '../../../openapi/share-responses.js';
import type { SurfaceDocument } from '../../../openapi/surface-document.js';
import type { ProviderDefinition } from '../../../port/provider-definition.js';
import { AGENTS_PATH } from '../agents-path.js';
import { sharedExamples } from './error-examples.js';
import { providerOperation } from './provider-operation.js';

const PROMPT_PATH = `/${AGENTS_PATH}/{provider}`;

/** The agent surface in the OpenAPI document: a heading and a path for each destination. */
export const AGENT_DOCUMENT: SurfaceDocument = Object.freeze<SurfaceDocument>({
  introduction: `Try it without a key: open **POST /${AGENTS_PATH}/sandbox**, press *Try it out*, then *Execute*. The sandbox is a simulator that runs inside the gateway: no model answers there, and nothing leaves this machine.`,
  tagsOf: (destinations) => [...destinations.map(({ displayName }) => displayName), 'Providers'],
  describe: withProviderPaths,
});

/** The one route with a parameter becomes a path for each provider, under the provider's own heading. */
function withProviderPaths(
  document: OpenAPIObject,
  definitions: readonly ProviderDefinition[],
): OpenAPIObject {
  const prompt = document.paths[PROMPT_PATH]?.post;
  if (!prompt) throw new Error(`The document has no ${PROMPT_PATH} to make the providers' paths of.`);
  const { paths, components } = shareResponses(document.paths, prompt, sharedExamples(definitions));
  const expanded = Object.entries(paths).flatMap(([path, item]) =>
    path === PROMPT_PATH ? providerPaths(item, definitions, components) : [[path, item] as const],
  );
  return {
    ...document,
    paths: Object.fromEntries(expanded),
    components: { ...document.components, ...components },
  };
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
