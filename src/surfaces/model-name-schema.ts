import { MODEL_NAME_IN_DOCUMENTS } from '../port/model-name.js';

/** What the document says of any model's name, in a body and in an address. */
export const MODEL_NAME_SCHEMA = {
  type: 'string',
  minLength: 1,
  maxLength: 200,
  pattern: MODEL_NAME_IN_DOCUMENTS.source,
} as const;

/** The model of a request under `/v1`. */
export const MODEL_SCHEMA = {
  ...MODEL_NAME_SCHEMA,
  description: '`provider/model`, an alias, a route, or a name that one configured provider owns.',
} as const;
