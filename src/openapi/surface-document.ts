import type { OpenAPIObject } from '@nestjs/swagger';
import type { ProviderDefinition } from '../port/provider-definition.js';

/** What a surface says of itself in the OpenAPI document, beyond the decorators of its controllers. */
export interface SurfaceDocument {
  /** How to try it; a paragraph of Markdown for the top of the document. */
  readonly introductionOf: (destinations: readonly ProviderDefinition[]) => string;
  /** Its headings, in their order. */
  readonly tagsOf: (destinations: readonly ProviderDefinition[]) => readonly string[];
  /** The document with this surface's paths as they are served here. */
  readonly describe: (document: OpenAPIObject, destinations: readonly ProviderDefinition[]) => OpenAPIObject;
}
