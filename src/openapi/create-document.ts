import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { ProviderDefinition } from '../port/provider-definition.js';
import { DestinationRegistry } from '../routing/destination.registry.js';
import { AGENTS_PATH } from '../surfaces/agents/llm-agents.controller.js';
import { PRODUCT_VERSION } from '../product.js';
import { sharedExamples } from './error-examples.js';
import { providerOperation } from './provider-operation.js';
import { shareResponses, type SharedResponses } from './share-responses.js';

const PROMPT_PATH = `/${AGENTS_PATH}/{provider}`;

const DESCRIPTION = `One typed way to many LLM providers.

Try it without a key: open **POST /${AGENTS_PATH}/sandbox**, press *Try it out*, then *Execute*. The sandbox is a simulator that runs inside the gateway: no model answers there, and nothing leaves this machine.

Where the operator set gateway keys, *Authorize* takes one.`;

/** The OpenAPI document of a running gateway: its routes, with one path for each of its providers. */
export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const definitions = app.get(DestinationRegistry).all.map(({ definition }) => definition);
  const builder = new DocumentBuilder()
    .setTitle('Tollgate')
    .setDescription(DESCRIPTION)
    .setVersion(PRODUCT_VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A gateway key.' }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'x-api-key', description: 'A gateway key.' }, 'api-key')
    .addSecurityRequirements({ bearer: [] })
    .addSecurityRequirements({ 'api-key': [] })
    .addSecurityRequirements({});
  for (const { displayName } of definitions) builder.addTag(displayName);
  const config = builder.addTag('Providers').addTag('Health').build();
  const document = SwaggerModule.createDocument(app, config, { autoTagControllers: false });
  return withProviderPaths(document, definitions);
}

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
