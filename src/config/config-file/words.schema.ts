import { MODEL_NAME } from '../../port/model-name.js';

/** JSON Schema of a model's name; defined once, in the root schema. */
export const MODEL = { $ref: '#/definitions/model' } as const;

/** JSON Schema of a sentence for people, which goes into answers and logs: one line. */
export const WORDS = {
  type: 'string',
  pattern: '^[^\\x00-\\x1f\\x7f-\\x9f]{1,200}$',
  patternErrorMessage: '1 to 200 characters on one line',
} as const;

/** JSON Schema of the models that an entry holds for. */
export const MODEL_PATTERNS = {
  description: 'Names at the provider; * stands for any characters.',
  type: 'array',
  minItems: 1,
  items: {
    type: 'string',
    pattern: MODEL_NAME.source,
    patternErrorMessage: 'a model name, in which * stands for any characters',
  },
} as const;

/** JSON Schema of a provider's id. */
export const ID = {
  description: 'Its name in routes (/agents/llm-providers/{id}), in variables and in logs.',
  type: 'string',
  pattern: '^[a-z][a-z0-9-]{0,39}$',
  patternErrorMessage: 'up to 40 lower case letters, digits and dashes, beginning with a letter',
} as const;
