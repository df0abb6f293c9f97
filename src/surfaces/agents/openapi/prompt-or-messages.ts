import type { OpenAPIObject } from '@nestjs/swagger';

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

/** "Not given": left out, or `null`. */
const ABSENT = { type: 'string', nullable: true, enum: [null] };

/**
 * The request as it is judged beyond single fields: one of `prompt` and `messages` is given and not `null`, and unknown
 * fields are refused.
 */
export function withPromptOrMessages(request: Schema | undefined): Schema {
  if (request === undefined || '$ref' in request) {
    throw new Error(
      'The document has no schema of a prompt request to add the rule on prompt and messages to.',
    );
  }
  return {
    ...request,
    additionalProperties: false,
    oneOf: [
      {
        title: 'A prompt',
        required: ['prompt'],
        properties: { prompt: { type: 'string' }, messages: ABSENT },
      },
      {
        title: 'A conversation',
        required: ['messages'],
        properties: { messages: { type: 'array', items: {} }, prompt: ABSENT },
      },
    ],
  };
}
