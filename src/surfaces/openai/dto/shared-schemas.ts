import type { DescribedCheck, FieldSchema } from '../field-checks.js';

/** "Not given": left out, or `null`. */
export const ABSENT = { type: 'string', nullable: true, enum: [null] } as const;

/** `stream_options` stands beside `stream: true` alone. */
export const STREAM_OPTIONS_OR_NONE = [
  { title: 'Any answer', properties: { stream_options: ABSENT } },
  {
    title: 'A stream',
    required: ['stream'],
    properties: { stream: { type: 'boolean', enum: [true] }, stream_options: { type: 'object' } },
  },
] as const;

/** `null` counts as left out. */
function optional({ anyOf, ...schema }: FieldSchema): FieldSchema {
  const kinds = anyOf as readonly FieldSchema[] | undefined;
  if (kinds) return { ...schema, anyOf: [...kinds, ABSENT] };
  const words = schema['enum'] as readonly unknown[] | undefined;
  return { ...schema, ...(words && { enum: [...words, null] }), nullable: true };
}

/** Fields that may be left out, as they are checked. */
export function optionalFields(
  checks: Readonly<Record<string, DescribedCheck>>,
): Record<string, FieldSchema> {
  return Object.fromEntries(Object.entries(checks).map(([name, { schema }]) => [name, optional(schema)]));
}

/** OpenAPI 3.0 has no word for the JSON inside a text: `data` says it by extensions, as the agents' events do. */
export const STREAM_EVENT = {
  type: 'object',
  description:
    'One event; its name is left out. A stream is chunks, then `[DONE]` or one error, then its end.',
  required: ['data'],
  properties: {
    data: {
      type: 'string',
      description:
        'JSON of a chunk; or `[DONE]`, the last of a stream that ended well; or JSON of an `error`, the last of one that did not.',
      'x-content-media-type': 'application/json',
    },
  },
} as const;
