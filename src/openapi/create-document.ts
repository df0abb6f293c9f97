import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { ProviderDefinition } from '../llm-providers/port/provider-definition.js';
import { LlmAgentRegistry } from '../llm-providers/llm-agent.registry.js';
import { AGENTS_PATH } from '../llm-providers/llm-agents.controller.js';
import { PRODUCT_VERSION } from '../product.js';
import { providerPath } from './provider-paths.js';

const DESCRIPTION = `One typed way to many LLM providers.

Try it without a key: open **POST /${AGENTS_PATH}/sandbox**, press *Try it out*, then *Execute*. The sandbox is a simulator that runs inside the gateway: no model answers there, and nothing leaves this machine.

Where the operator set gateway keys, *Authorize* takes one.`;

/** The OpenAPI document of a running gateway: its routes, with one path for each of its providers. */
export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const definitions = app.get(LlmAgentRegistry).agents.map(({ provider }) => provider.definition);
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
  return { ...document, paths: expandProviderPaths(document.paths, definitions) };
}

/** The one route with a parameter becomes a path for each provider, under the provider's own heading. */
function expandProviderPaths(
  paths: OpenAPIObject['paths'],
  definitions: readonly ProviderDefinition[],
): OpenAPIObject['paths'] {
  const template = `/${AGENTS_PATH}/{provider}`;
  const entries = Object.entries(paths).flatMap(([path, item]) =>
    path === template
      ? definitions.map(
          (definition) => [`/${AGENTS_PATH}/${definition.id}`, providerPath(item, definition)] as const,
        )
      : [[path, item] as const],
  );
  return Object.fromEntries(entries);
}
