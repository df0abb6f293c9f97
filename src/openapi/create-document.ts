import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { turnOfLargeWork } from '../common/large-work.js';
import { PRODUCT_VERSION } from '../product.js';
import { DestinationRegistry } from '../routing/destination.registry.js';
import { applyDocumentationInTurns } from './documented.js';
import type { SurfaceDocument } from './surface-document.js';

const TITLE = 'One typed way to many LLM providers.';
const KEYS = 'Where the operator set gateway keys, *Authorize* takes one.';

/**
 * The OpenAPI document of a running gateway: its routes, with those of each surface as that surface tells them. Made
 * while other work has its turn: it takes a tenth of a second.
 */
export async function createOpenApiDocument(
  app: INestApplication,
  surfaces: readonly SurfaceDocument[],
): Promise<OpenAPIObject> {
  await applyDocumentationInTurns();
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
  await turnOfLargeWork();
  let document = SwaggerModule.createDocument(app, config, { autoTagControllers: false });
  for (const { describe } of surfaces) {
    await turnOfLargeWork();
    document = describe(document, destinations);
  }
  return document;
}
