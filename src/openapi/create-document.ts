import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { PRODUCT_VERSION } from '../product.js';
import { DestinationRegistry } from '../routing/destination.registry.js';
import { applyDocumentation } from './documented.js';
import type { SurfaceDocument } from './surface-document.js';

const TITLE = 'One typed way to many LLM providers.';
const KEYS = 'Where the operator set gateway keys, *Authorize* takes one.';

/** The OpenAPI document of a running gateway: its routes, with those of each surface as that surface tells them. */
export function createOpenApiDocument(
  app: INestApplication,
  surfaces: readonly SurfaceDocument[],
): OpenAPIObject {
  applyDocumentation();
  const destinations = app.get(DestinationRegistry).all.map(({ definition }) => definition);
  const introductions = surfaces.map(({ introductionOf }) => introductionOf(destinations));
  const builder = new DocumentBuilder()
    .setTitle('Tollgate')
    .setDescription([TITLE, ...introductions, KEYS].join('\n\n'))
    .setVersion(PRODUCT_VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A gateway key.' }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'x-api-key', description: 'A gateway key.' }, 'api-key')
    .addSecurityRequirements({ bearer: [] })
    .addSecurityRequirements({ 'api-key': [] })
    .addSecurityRequirements({});
  for (const tag of surfaces.flatMap(({ tagsOf }) => tagsOf(destinations))) builder.addTag(tag);
  const config = builder.addTag('Health').build();
  const document = SwaggerModule.createDocument(app, config, { autoTagControllers: false });
  return surfaces.reduce((described, { describe }) => describe(described, destinations), document);
}
