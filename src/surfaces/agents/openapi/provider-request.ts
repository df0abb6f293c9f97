import type { OpenAPIObject } from '@nestjs/swagger';
import type { ProviderDefinition, RequestLimits } from '../../../port/provider-definition.js';

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

/** Holds for every message of a conversation in which nothing is said: it is an instruction, or empty. */
const SAYS_NOTHING: Schema = {
  anyOf: [
    { properties: { role: { type: 'string', enum: ['system'] } } },
    { properties: { content: { type: 'string', maxLength: 0 } } },
  ],
};

/** The request as one provider takes it: what all take, within the provider's own limits. */
export function requestOf({ requestLimits }: ProviderDefinition, shared: Schema): Schema {
  return requestLimits
    ? { allOf: [shared, { type: 'object', properties: limitsOf(requestLimits) }] }
    : shared;
}

function limitsOf({ modelPattern, needsContent }: RequestLimits): Record<string, Schema> {
  return {
    ...(modelPattern && { model: { type: 'string', nullable: true, pattern: modelPattern.source } }),
    ...(needsContent && {
      messages: {
        type: 'array',
        nullable: true,
        items: {},
        description: 'At least one message has content and is no instruction.',
        // None of all messages but one that says something: OpenAPI 3.0 has no `contains`.
        not: { type: 'array', minItems: 1, items: SAYS_NOTHING },
      },
    }),
  };
}
